import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/kernel/actor";
import { verifyChain } from "@/lib/kernel/chain";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { Ticker } from "@/lib/ports/prices";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { publish } from "@/lib/testing/publication";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { amendSignal } from "./amend-signal.ts";
import { cancelSignal } from "./cancel-signal.ts";
import { sha256Hex } from "./chain.ts";
import { closeSignal } from "./close-signal.ts";
import { amendSignalInput } from "./input.ts";
import { chainEventOf } from "./repository.ts";
import { createSignalWatch, expireSignals } from "./watch-signals.ts";

const db = testDb();
let ctx: TestCtx;
let worker: TestCtx;
let provider: Actor;
let strategyId: string;

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  worker = createTestCtx(db.worker, { clock: ctx.clock, prices: ctx.prices });
  provider = await makeActor(ctx, "PROVIDER", "Paula");
});

function tick(bid: number | string, ask: number | string = bid): Ticker {
  return {
    exchange: "binance",
    symbol: "BTC/USDT",
    bid: dec(bid),
    ask: dec(ask),
    last: dec(bid),
    exchangeAt: utcMs(Date.parse("2024-01-05T10:01:00Z")),
    receivedAt: ctx.clock.now(),
    source: "replay",
  };
}

async function published(more: Record<string, unknown> = {}): Promise<string> {
  quoteBtc(ctx, 65000);
  strategyId = await makeStrategy(ctx, provider);
  const targets = [
    { price: 66000, fraction: 0.5 },
    { price: 67000, fraction: 0.5 },
  ];
  return publish(ctx, provider, strategyId, { targets, ...more });
}

async function chain() {
  const rows = await db.web.signalEvent.findMany({ where: { strategyId }, orderBy: { seq: "asc" } });
  return rows.map(chainEventOf);
}

const said = async () => (await chain()).map(({ type, body }) => [type, (body as Record<string, unknown>).cause]);
const standing = (id: string) => db.web.signal.findUniqueOrThrow({ where: { id } });

describe("what the market does", () => {
  it("is appended by tick: target, break-even, stop; the record is computed from the chain's prices", async () => {
    const id = await published({ breakEven: { afterTarget: 1 } });
    const watch = createSignalWatch(worker);
    for (const price of [65500, 66100, 64900]) await watch(tick(price));
    expect(await said()).toEqual([
      ["OPEN", undefined],
      ["REDUCE", "target"],
      ["AMEND", "breakEven"],
      ["CLOSE", "stop"],
    ]);
    expect((await chain())[1]).toMatchObject({
      market: { bid: "66100", ask: "66100", at: "2024-01-05T10:01:00.000Z" },
      body: { cause: "target", target: 1, fraction: "0.5", price: "66000", remaining: "0.5" },
    });
    expect(await verifyChain(await chain(), sha256Hex)).toMatchObject({ intact: true });
    // 0.5 at 66,000 and 0.5 at 64,900 of an entry at 65,000; 10 bps of 65,000 and of 65,450
    const expected = ((65450 - 65000 - (65000 + 65450) * 0.001) / 65000) * 100;
    const signal = await standing(id);
    expect(signal).toMatchObject({ state: "CLOSED", closeCause: "stop", targetsHit: 1 });
    expect(signal.resultPct).toBeCloseTo(expected, 10);
    const strategy = await db.web.strategy.findUniqueOrThrow({ where: { id: strategyId }, include: { stats: true } });
    expect(strategy).toMatchObject({ tradeCount: 1, stats: [{ evidenceClass: "LIVE_PROVIDER", tradeCount: 1 }] });
    expect(strategy.returnPct).toBeCloseTo(expected, 10);
  });

  it("is written once, however often and by how many workers a tick is seen", async () => {
    await published();
    const ticks = [tick(66100), tick(66100)];
    const watches = [createSignalWatch(worker), createSignalWatch(worker), createSignalWatch(worker)];
    await Promise.all(watches.map((watch) => watch(ticks[0] ?? tick(66100))));
    for (const watch of [...watches, createSignalWatch(worker)]) await watch(ticks[1] ?? tick(66100));
    expect(await said()).toEqual([
      ["OPEN", undefined],
      ["REDUCE", "target"],
    ]);
  });

  it("enters a pending signal, and knows one published between two ticks", async () => {
    const watch = createSignalWatch(worker);
    await watch(tick(65000));
    const id = await published({ entry: { type: "limit", low: 64400, high: 64600 } });
    await watch(tick(64599, 64600));
    expect(await standing(id)).toMatchObject({ state: "OPEN" });
    expect((await chain())[1]).toMatchObject({ type: "ENTER", body: { price: "64600" } });
  });

  it("ends an expiry without a tick: pending at once, open only at a fresh price", async () => {
    const expiresAt = new Date(ctx.clock.now() + 60_000).toISOString();
    const pending = await published({ entry: { type: "limit", low: 64400, high: 64600 }, expiresAt });
    const open = await published({ expiresAt });
    ctx.clock.advance(60_000);
    expect(await expireSignals(worker)).toBe(1);
    expect(await standing(pending)).toMatchObject({ state: "EXPIRED" });
    expect(await standing(open)).toMatchObject({ state: "OPEN" });
    quoteBtc(ctx, 65200);
    expect(await expireSignals(worker)).toBe(1);
    expect(await standing(open)).toMatchObject({ state: "CLOSED", closeCause: "expiry" });
  });
});

describe("what the provider does", () => {
  it("closes a part, the targets share the rest, then closes all", async () => {
    const id = await published();
    quoteBtc(ctx, 65400, 65401);
    expect(await closeSignal(ctx, provider, id, { fraction: "0.5" })).toMatchObject({
      ok: true,
      value: { value: { remaining: "0.5", targets: [{ fraction: "0.25" }, { fraction: "0.25" }] } },
    });
    await createSignalWatch(worker)(tick(66000));
    expect(await standing(id)).toMatchObject({ targetsHit: 1 });
    expect(await closeSignal(ctx, provider, id, { fraction: "1" })).toMatchObject({
      ok: true,
      value: { value: { state: "CLOSED", closeCause: "provider" } },
    });
    const exits = (await chain()).filter(({ type }) => type === "REDUCE" || type === "CLOSE");
    expect(exits.map(({ body }) => (body as { fraction: string }).fraction)).toEqual(["0.5", "0.25", "0.25"]);
    expect(await closeSignal(ctx, provider, id, { fraction: "1" })).toMatchObject({ ok: false, reason: "conflict" });
  });

  it("needs a fresh price to close", async () => {
    const id = await published();
    ctx.clock.advance(30_001);
    expect(await closeSignal(ctx, provider, id, { fraction: "1" })).toMatchObject({ reason: "no_market_price" });
  });

  it("closes once with one key", async () => {
    const id = await published();
    await closeSignal(ctx, provider, id, { fraction: "0.5" }, "close-1");
    expect(await closeSignal(ctx, provider, id, { fraction: "0.5" }, "close-1")).toMatchObject({
      ok: true,
      value: { repeated: true, value: { remaining: "0.5" } },
    });
    expect((await standing(id)).remaining.toString()).toBe("0.5");
  });

  it("cancels what is pending, never what is open", async () => {
    const open = await published();
    expect(await cancelSignal(ctx, provider, open)).toMatchObject({ ok: false, reason: "conflict" });
    const pending = await published({ entry: { type: "trigger", price: 65500 } });
    expect(await cancelSignal(ctx, provider, pending)).toMatchObject({
      ok: true,
      value: { value: { state: "CANCELLED" } },
    });
    expect(await cancelSignal(ctx, provider, pending)).toMatchObject({ ok: false, reason: "conflict" });
  });

  it.each<[string, Record<string, unknown>, object]>([
    [
      "the stop to a gain",
      { stopLoss: 64999.5 },
      { ok: true, value: { value: { stopLoss: "64999.5", initialStop: "64000" } } },
    ],
    [
      "a stop beyond the market",
      { stopLoss: 65000 },
      { reason: "invalid", fieldErrors: { stopLoss: expect.anything() } },
    ],
    [
      "the entry of an open one",
      { entry: { type: "limit", low: 1, high: 2 } },
      { reason: "invalid", fieldErrors: { entry: expect.anything() } },
    ],
    ["nothing new", { stopLoss: 64000 }, { reason: "invalid" }],
    [
      "targets short of what is open",
      { targets: [{ price: 66000, fraction: 0.4 }] },
      { reason: "invalid", fieldErrors: { targets: expect.anything() } },
    ],
    [
      "a target below the market",
      { targets: [{ price: 64500, fraction: 1 }] },
      { reason: "invalid", fieldErrors: { "targets.0.price": expect.anything() } },
    ],
    ["one target in place of two", { targets: [{ price: 66500, fraction: 1 }] }, { ok: true }],
    [
      "trailing",
      { trailing: { armPct: 1, distancePct: 0.5 } },
      { ok: true, value: { value: { trailing: { armPct: "1", distancePct: "0.5" } } } },
    ],
  ])("amends %s", async (_name, change, expected) => {
    const id = await published();
    expect(await amendSignal(ctx, provider, id, amendSignalInput.parse(change))).toMatchObject(expected);
  });

  it("checks a pending signal like a new one", async () => {
    const id = await published({ entry: { type: "limit", low: 64500, high: 64600 } });
    expect(await amendSignal(ctx, provider, id, amendSignalInput.parse({ stopLoss: 64550 }))).toMatchObject({
      fieldErrors: { stopLoss: expect.anything() },
    });
    expect(
      await amendSignal(
        ctx,
        provider,
        id,
        amendSignalInput.parse({ entry: { type: "limit", low: 64700, high: 64800 } }),
      ),
    ).toMatchObject({ ok: true });
  });

  it("is only the owner", async () => {
    const id = await published();
    const other = await makeActor(ctx, "PROVIDER", "Otto");
    for (const result of [
      await cancelSignal(ctx, other, id),
      await closeSignal(ctx, other, id, { fraction: "1" }),
      await amendSignal(ctx, other, id, amendSignalInput.parse({ stopLoss: 64500 })),
    ])
      expect(result).toMatchObject({ ok: false, reason: "not_found" });
  });
});
