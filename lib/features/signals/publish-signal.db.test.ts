import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/kernel/actor";
import { verifyChain } from "@/lib/kernel/chain";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { publicationInput } from "@/lib/testing/publication";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { sha256Hex } from "./chain.ts";
import { type PublishSignalInput, publishSignalInput } from "./input.ts";
import { publishSignal } from "./publish-signal.ts";
import { chainEventOf } from "./repository.ts";

const db = testDb();
let ctx: TestCtx;
let provider: Actor;
let strategyId: string;

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  provider = await makeActor(ctx, "PROVIDER", "Paula");
  strategyId = await makeStrategy(ctx, provider);
  quoteBtc(ctx, "65000", "65000.5");
});

function input(more: Record<string, unknown> = {}): PublishSignalInput {
  return publicationInput(strategyId, {
    symbol: "BTCUSDT",
    targets: [
      { price: "66000.50", fraction: 0.5 },
      { price: 67000, fraction: "0.5" },
    ],
    ...more,
  });
}

async function chain(of = strategyId) {
  const rows = await db.web.signalEvent.findMany({ where: { strategyId: of }, orderBy: { seq: "asc" } });
  return rows.map(chainEventOf);
}

describe("a publication", () => {
  it("is OPEN at once at the ask for a market entry, with its place in the chain", async () => {
    const result = await publishSignal(ctx, provider, input());
    expect(result).toMatchObject({
      ok: true,
      value: {
        status: 201,
        repeated: false,
        value: {
          state: "OPEN",
          symbol: "BTC/USDT",
          entryPrice: "65000.5",
          seq: 1,
          prevHash: "0".repeat(64),
          market: { bid: "65000", ask: "65000.5", at: "2024-01-05T10:00:00.000Z" },
          targets: [
            { price: "66000.5", fraction: "0.5" },
            { price: "67000", fraction: "0.5" },
          ],
        },
      },
    });
  });

  it("is PENDING for a zone and a trigger", async () => {
    for (const entry of [
      { type: "limit", low: 64500, high: 64800 },
      { type: "trigger", price: 65500 },
    ])
      expect(await publishSignal(ctx, provider, input({ entry }))).toMatchObject({
        ok: true,
        value: { value: { state: "PENDING", entryPrice: null } },
      });
  });

  it("takes the older flat form as a market entry with a reference", async () => {
    const flat = publishSignalInput.parse({
      strategyId,
      type: "ENTRY",
      pair: "BTC/USDT",
      side: "BUY",
      entryPrice: 65010,
      stopLoss: 64000,
      takeProfit: 66000,
      leverage: 1,
      riskRewardRatio: 0.98,
      indicators: { rsi: 61.5 },
    });
    expect(await publishSignal(ctx, provider, flat)).toMatchObject({
      ok: true,
      value: {
        value: { entry: { type: "market", reference: "65010" }, entryPrice: "65000.5", indicators: { rsi: 61.5 } },
      },
    });
  });

  it("writes its event for the outbox in the same transaction", async () => {
    const before = await db.web.outboxEvent.count({ where: { type: "signal.event" } });
    await publishSignal(ctx, provider, input());
    await publishSignal(ctx, provider, input({ stopLoss: 66000 }));
    expect((await db.web.outboxEvent.count({ where: { type: "signal.event" } })) - before).toBe(1);
  });
});

describe("a chain under load", () => {
  it("has no gap and holds after 16 publications at once", async () => {
    const own = await makeStrategy(ctx, provider);
    const results = await Promise.all(
      Array.from({ length: 16 }, () => publishSignal(ctx, provider, input({ strategyId: own }))),
    );
    expect(results.every((result) => result.ok)).toBe(true);
    const events = await chain(own);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
    expect(await verifyChain(events, sha256Hex)).toMatchObject({ intact: true, events: 16 });
    expect(await db.web.strategy.findUnique({ where: { id: own } })).toMatchObject({ signalCount: 16 });
  });
});

describe("a refusal stores nothing", () => {
  it.each<[string, Record<string, unknown>, object]>([
    ["stop above entry", { stopLoss: 66000 }, { reason: "invalid", fieldErrors: { stopLoss: expect.anything() } }],
    [
      "a symbol the strategy does not trade",
      { symbol: "SOL/USDT" },
      { reason: "invalid", fieldErrors: { symbol: expect.anything() } },
    ],
    [
      "an exchange it does not trade on",
      { exchange: "kraken" },
      { reason: "invalid", fieldErrors: { exchange: expect.anything() } },
    ],
    [
      "fractions short of 1",
      { targets: [{ price: 66000, fraction: 0.5 }] },
      { reason: "invalid", fieldErrors: { targets: expect.anything() } },
    ],
    [
      "an expiry in the past",
      { expiresAt: "2020-01-01T00:00:00Z" },
      { reason: "invalid", fieldErrors: { expiresAt: expect.anything() } },
    ],
    ["a symbol without a price", { symbol: "ETH/USDT" }, { reason: "no_market_price" }],
  ])("%s", async (_name, more, refusal) => {
    const before = (await chain()).length;
    expect(await publishSignal(ctx, provider, input(more))).toMatchObject({ ok: false, ...refusal });
    expect((await chain()).length).toBe(before);
  });

  it("a price older than 30 s", async () => {
    ctx.clock.advance(30_000);
    expect(await publishSignal(ctx, provider, input())).toMatchObject({ ok: true });
    ctx.clock.advance(1);
    expect(await publishSignal(ctx, provider, input())).toMatchObject({ ok: false, reason: "no_market_price" });
    quoteBtc(ctx, "65000", "65000.5");
  });

  it("somebody else's strategy does not exist", async () => {
    const other = await makeActor(ctx, "PROVIDER", "Otto");
    expect(await publishSignal(ctx, other, input())).toMatchObject({ ok: false, reason: "not_found" });
  });

  it("a paused strategy", async () => {
    const paused = await makeStrategy(ctx, provider);
    await db.web.strategy.update({ where: { id: paused }, data: { status: "PAUSED" } });
    expect(await publishSignal(ctx, provider, input({ strategyId: paused }))).toMatchObject({
      ok: false,
      reason: "conflict",
    });
  });
});

describe("an idempotency key", () => {
  it("makes one signal of eight at once: the others get the first answer or hear that it is in flight", async () => {
    const before = (await chain()).length;
    const results = await Promise.all(Array.from({ length: 8 }, () => publishSignal(ctx, provider, input(), "key-1")));
    expect((await chain()).length).toBe(before + 1);
    const again = await publishSignal(ctx, provider, input(), "key-1");
    expect(again).toMatchObject({ ok: true, value: { status: 201, repeated: true } });
    for (const result of results)
      expect(result).toMatchObject(
        result.ok ? { value: { value: again.ok ? again.value.value : {} } } : { reason: "in_flight" },
      );
  });
  it("gives the first answer to the byte, whatever stands in it", async () => {
    const whole = input({
      entry: { type: "limit", low: 64000, high: 64500 },
      stopLoss: 63000,
      targets: [
        { price: 66000, fraction: 0.5 },
        { price: 67000, fraction: 0.5 },
      ],
      trailing: { armPct: 2, distancePct: 1 },
      breakEven: { triggerPct: 1 },
      expiresAt: "2099-01-01T00:00:00Z",
      timeframe: "15m",
      indicators: { zeta: 1, alpha: "up", 7: null },
      note: "n",
    });
    const first = await publishSignal(ctx, provider, whole, "key-bytes");
    const again = await publishSignal(ctx, provider, whole, "key-bytes");
    expect(first).toMatchObject({ ok: true, value: { repeated: false } });
    expect(again).toMatchObject({ ok: true, value: { repeated: true } });
    const body = (answer: typeof first): string => JSON.stringify(answer.ok ? answer.value.value : null);
    expect(body(again)).toBe(body(first));
  });
  it("refuses another body, and is another user's own", async () => {
    expect(await publishSignal(ctx, provider, input({ note: "other" }), "key-1")).toMatchObject({
      ok: false,
      reason: "idempotency_mismatch",
    });
    const other = await makeActor(ctx, "PROVIDER", "Olga");
    const own = await makeStrategy(ctx, other);
    expect(await publishSignal(ctx, other, input({ strategyId: own }), "key-1")).toMatchObject({ ok: true });
  });
  it("is what the older form calls dedupeKey", async () => {
    const first = await publishSignal(ctx, provider, input({ dedupeKey: "d1" }));
    const second = await publishSignal(ctx, provider, input({ dedupeKey: "d1" }));
    expect(second.ok && first.ok && second.value.value.id === first.value.value.id).toBe(true);
  });
  it("is forgotten after 24 h", async () => {
    ctx.clock.advance(24 * 3_600_000);
    quoteBtc(ctx, "65000", "65000.5");
    expect(await publishSignal(ctx, provider, input(), "key-1")).toMatchObject({
      ok: true,
      value: { repeated: false },
    });
  });
  it("does not keep a refusal", async () => {
    ctx.clock.advance(60_000);
    expect(await publishSignal(ctx, provider, input(), "key-2")).toMatchObject({ reason: "no_market_price" });
    quoteBtc(ctx, "65000", "65000.5");
    expect(await publishSignal(ctx, provider, input(), "key-2")).toMatchObject({ ok: true });
  });
});

describe("the record cannot be changed", () => {
  it.each(["web", "worker"] as const)("%s may not update, delete or truncate events", async (role) => {
    for (const sql of [
      `UPDATE signal_events SET body = '{}'`,
      `DELETE FROM signal_events`,
      `TRUNCATE signal_events CASCADE`,
      `DELETE FROM ledger_heads`,
    ])
      await expect(db[role].$executeRawUnsafe(sql)).rejects.toThrow();
  });
  it("takes no event that does not go on from the head, and no head that is moved by hand", async () => {
    const own = await makeStrategy(ctx, provider);
    await publishSignal(ctx, provider, input({ strategyId: own }));
    await publishSignal(ctx, provider, input({ strategyId: own }));
    const [, last] = await db.web.signalEvent.findMany({ where: { strategyId: own }, orderBy: { seq: "asc" } });
    if (last === undefined) throw new Error("two events were published");
    const { market: _market, body: _body, ...event } = { ...last, prevHash: last.hash, hash: "f".repeat(64) };
    const row = (seq: number, prevHash = event.prevHash, hash = event.hash) => ({
      ...event,
      ...{ seq, prevHash, hash, market: {}, body: {} },
      receivedAt: new Date(last.receivedAt.getTime() + 40 * 86_400_000), // in another partition: no key of a table would tell
    });
    const faults = {
      "the same seq again": [row(2)],
      "a gap": [row(4)],
      "a seq twice at once": [row(3), { ...row(3), receivedAt: last.receivedAt }],
      "a gap inside": [row(3), row(5, event.hash)],
      "another previous event": [row(3, "0".repeat(64))],
      "a link that does not hold": [row(3), row(4, "e".repeat(64), "d".repeat(64))],
    };
    for (const [fault, data] of Object.entries(faults))
      await expect(db.web.signalEvent.createMany({ data }), fault).rejects.toThrow(/go on from its head|Unique/);
    for (const sql of [
      "UPDATE strategy_heads SET seq = 1",
      "UPDATE strategy_heads SET seq = 3",
      "DELETE FROM strategy_heads",
    ])
      await expect(db.owner(`${sql} WHERE "strategyId" = '${own}'`)).rejects.toThrow(/moves with its events alone/);
    expect(await db.web.strategyHead.findUnique({ where: { strategyId: own } })).toMatchObject({
      seq: 2,
      hash: last.hash,
    });
  });
  it("not even the owner of the tables may", async () => {
    for (const sql of [
      `UPDATE signal_events SET body = '{}'`,
      `DELETE FROM signal_events`,
      `TRUNCATE signal_events CASCADE`,
    ])
      await expect(db.owner(sql)).rejects.toThrow(/append-only/);
    await expect(
      db.owner(`SET session_replication_role = replica; UPDATE signal_events SET body = '{}'`),
    ).rejects.toThrow(/append-only/);
    await db.owner(`SET session_replication_role = origin`);
  });
});
