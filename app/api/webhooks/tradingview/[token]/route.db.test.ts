import { beforeAll, describe, expect, it } from "vitest";
import { readyMessages } from "@/components/intake/messages";
import { addressSettingsInput } from "@/lib/features/intake/input";
import {
  issueAddress,
  revokeAddress,
  saveAddressSettings,
  setAddressSecret,
} from "@/lib/features/intake/manage-address";
import { pruneIntake } from "@/lib/features/intake/prune-intake";
import { listDeliveries } from "@/lib/features/intake/queries";
import { sendTestAlert } from "@/lib/features/intake/send-test";
import { tellSilence } from "@/lib/features/intake/tell-silence";
import type { Actor } from "@/lib/kernel/actor";
import { createLimits } from "@/lib/runtime/limits";
import { setLimits } from "@/lib/runtime/rate-limit";
import { publishEdges } from "@/lib/testing/edges";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { ALERTS } from "./recorded-alerts.fixture.ts";
import { POST } from "./route.ts";

const db = testDb();
let ctx: TestCtx;
let provider: Actor;

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  publishEdges(ctx);
  provider = await makeActor(ctx, "PROVIDER", "Paula");
  await ctx.db.instrument.createMany({
    data: ["BTC/USDT", "ETH/USDT"].map((symbol) => ({
      exchange: "binance",
      symbol,
      market: "spot" as const,
      tick: "0.01",
      lot: "0.00001",
      minNotional: "5",
      makerBps: "10",
      takerBps: "10",
      updatedAt: new Date(ctx.clock.now()),
    })),
    skipDuplicates: true,
  });
});

interface Desk {
  readonly strategyId: string;
  readonly token: string;
}

async function desk(settings: Readonly<Record<string, unknown>> = {}): Promise<Desk> {
  ctx.clock.set("2026-01-15T12:00:00Z");
  quoteBtc(ctx, "65000", "65000.5");
  const strategyId = await makeStrategy(ctx, provider);
  const issued = await issueAddress(ctx, provider, strategyId);
  if (!issued.ok) throw new Error(issued.detail);
  await change(strategyId, settings);
  return { strategyId, token: issued.value.token };
}

async function change(strategyId: string, { secret, ...settings }: Readonly<Record<string, unknown>>): Promise<void> {
  if (secret !== undefined) await setAddressSecret(ctx, provider, { strategyId, secret: String(secret) });
  const form = {
    strategyId,
    market: "spot",
    stopPct: "2",
    targets: "2, 4",
    shorts: "on",
    alertMaxAgeSec: "60",
    ...settings,
  };
  const saved = await saveAddressSettings(
    ctx,
    provider,
    addressSettingsInput.parse({ ...form, stopPct: form.stopPct ?? "" }),
  );
  if (!saved.ok) throw new Error(saved.detail);
}

async function post(
  token: string,
  body: string | object,
  { contentType = "application/json", ip = "52.89.214.238" }: { contentType?: string; ip?: string } = {},
) {
  ctx.clock.advance(1); // so that records of one test have an order
  const response = await POST(
    new Request(`http://localhost:3000/api/webhooks/tradingview/${token}`, {
      method: "POST",
      headers: { "content-type": contentType, "x-client-ip": ip },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
    { params: Promise.resolve({ token }) },
  );
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>,
  };
}

const signalsOf = (strategyId: string) =>
  db.web.signal.findMany({
    where: { strategyId },
    orderBy: { receivedAt: "asc" },
    include: { events: { orderBy: { seq: "asc" } } },
  });

/** The figures of a row as plain texts. */
function figures(row: Awaited<ReturnType<typeof signalsOf>>[number] | undefined) {
  const plain = (value: { toString(): string } | null | undefined) =>
    value === null || value === undefined ? null : String(value);
  return (
    row && {
      ...row,
      entryPrice: plain(row.entryPrice),
      stopLoss: plain(row.stopLoss),
      remaining: plain(row.remaining),
    }
  );
}

describe("the recorded alerts", () => {
  const reasons: string[] = [];
  it("are forty or more, ten or more of them refused", () => {
    expect(ALERTS.length).toBeGreaterThanOrEqual(40);
    expect(ALERTS.filter((alert) => alert.expect.code !== undefined).length).toBeGreaterThanOrEqual(10);
  });

  it.each(ALERTS)("$style: $name", async (alert) => {
    const { strategyId, token } = await desk();
    if (alert.before !== undefined) {
      const first =
        alert.before === "long"
          ? { ticker: "BTCUSDT", action: "buy", contracts: "0.5", order_id: "first" }
          : { ticker: "BTCUSDT", action: "buy", orderType: "limit", limitPrice: 64000 };
      expect(await post(token, first)).toMatchObject({ status: 201 });
    }
    if (alert.settings !== undefined) await change(strategyId, alert.settings);
    const before = await signalsOf(strategyId);
    const body =
      alert.bodyRepeat === undefined ? alert.body : `${alert.bodyRepeat.before}${"x".repeat(alert.bodyRepeat.times)}"}`;
    const answer = await post(token, body, {
      contentType: alert.contentType,
      ...(alert.ip === undefined ? {} : { ip: alert.ip }),
    });
    const { status, outcome, code, field, signal, closed, test } = alert.expect;
    expect(answer, JSON.stringify(answer.json)).toMatchObject({ status });
    const after = await signalsOf(strategyId);
    const [delivery] = await listDeliveries(db.web, provider.userId, strategyId);
    expect(delivery).toMatchObject({ status, outcome: outcome ?? "REFUSED", test: test === true });
    if (code !== undefined) {
      expect(answer.json).toMatchObject({ code });
      if (field !== undefined) expect(Object.keys(answer.json.fieldErrors ?? {})).toContain(field);
      expect(delivery?.reason).not.toBe("");
      reasons.push(delivery?.reason ?? "");
      expect(after.map(({ lastSeq }) => lastSeq)).toEqual(before.map(({ lastSeq }) => lastSeq));
      return;
    }
    expect(answer.json).toMatchObject({ outcome });
    expect(delivery?.style).toBe(alert.style);
    if (signal !== undefined) {
      expect(figures(after.at(-1))).toMatchObject(signal);
      expect(answer.json.id).toBe(after.at(-1)?.id);
    }
    if (closed === true) expect(after[0]).toMatchObject({ state: "CLOSED", closeCause: "provider" });
    if (test === true) expect(after).toHaveLength(before.length);
  });

  it("are refused for ten reasons or more, each for another one", () => {
    expect(reasons.length).toBeGreaterThanOrEqual(10);
    expect(new Set(reasons).size).toBe(reasons.length);
  });
});

describe("the ready-made messages", () => {
  const STANDING: Readonly<Record<string, readonly [before: "long" | "pending" | null, outcome: string]>> = {
    "Strategy alert": [null, "OPENED"],
    "Indicator: buy": [null, "OPENED"],
    "Indicator: exit": ["long", "CLOSED"],
    "Indicator: add or reduce": ["long", "ADDED"],
    "Indicator: cancel": ["pending", "CANCELLED"],
    "TradersPost style": [null, "OPENED"],
    "3Commas style": [null, "OPENED"],
    "Plain text": [null, "OPENED"],
  };
  /** What TradingView puts where a message has placeholders, as a strategy goes long from flat. */
  const VALUES: Readonly<Record<string, string>> = {
    ticker: "BTCUSDT",
    exchange: "BINANCE",
    interval: "15",
    close: "65000.5",
    timenow: "2026-01-15T12:00:00Z",
    "strategy.order.action": "buy",
    "strategy.order.contracts": "0.5",
    "strategy.order.price": "65000.5",
    "strategy.order.id": "Long",
    "strategy.market_position": "long",
    "strategy.market_position_size": "0.5",
    "strategy.prev_market_position": "flat",
    "strategy.prev_market_position_size": "0",
  };

  it.each([false, true])("do what they say as they are copied (with a secret: %s)", async (withSecret) => {
    const messages = readyMessages(withSecret);
    expect(messages.map(({ title }) => title)).toEqual(Object.keys(STANDING));
    for (const { title, body } of messages) {
      const { strategyId, token } = await desk();
      const [before = null, outcome] = STANDING[title] ?? [];
      if (before === "long")
        await post(token, { ticker: "BTCUSDT", action: "buy", contracts: "0.5", order_id: "first" });
      if (before === "pending")
        await post(token, { ticker: "BTCUSDT", action: "buy", orderType: "limit", limitPrice: 64000 });
      if (withSecret) await change(strategyId, { secret: "YOUR-SECRET" });
      const sent = body.replaceAll(/\{\{([\w.]+)\}\}/g, (whole, name: string) => VALUES[name] ?? whole);
      const answer = await post(token, sent, { contentType: sent.startsWith("{") ? "application/json" : "text/plain" });
      expect(answer.json, `${title}: ${JSON.stringify(answer.json)}`).toMatchObject({ outcome });
    }
  });
});

describe("a message whose texts are cut", () => {
  it("is refused or published all the same where the cut falls on a sign of two halves", async () => {
    const { strategyId, token } = await desk();
    const price = `${"9".repeat(39)}\u{1f600}`;
    for (const body of [{ price }, { action: price }, { stopLoss: price }, { time: price }, { position: price }])
      expect(await post(token, { ticker: "BTCUSDT", action: "buy", id: "e1", ...body })).toMatchObject({ status: 422 });
    const twice = String.raw`{"a\u0000\ud800": 1, "a\u0000\ud800": 2, "ticker": "BTCUSDT", "action": "buy"}`;
    expect(await post(token, twice)).toMatchObject({ status: 422 });
    const text = await post(token, `${"go ".repeat(13)}\u{1f600}`, { contentType: "text/plain" });
    expect(text).toMatchObject({ status: 422 });
    const note = `${"n".repeat(499)}\u{1f600}`;
    expect(await post(token, { ticker: "BTCUSDT", action: "buy", comment: note, id: "e2" })).toMatchObject({
      status: 201,
      json: { outcome: "OPENED" },
    });
    expect((await signalsOf(strategyId))[0]?.note).toBe("n".repeat(499));
  });
});

describe("the address", () => {
  it("keeps its token as a hash, is another after rotation, and is gone when revoked: 404 each time", async () => {
    const { strategyId, token } = await desk();
    expect(token).toMatch(/^[\w-]{43}$/);
    const row = await db.web.alertAddress.findUniqueOrThrow({ where: { strategyId } });
    expect(JSON.stringify(row)).not.toContain(token);
    const rotated = await issueAddress(ctx, provider, strategyId);
    if (!rotated.ok) throw new Error(rotated.detail);
    expect(await post(token, { action: "exit", ticker: "BTCUSDT" })).toMatchObject({ status: 404 });
    expect(await post(rotated.value.token, { action: "exit", ticker: "BTCUSDT" })).toMatchObject({ status: 200 });
    await revokeAddress(ctx, provider, strategyId);
    expect(await post(rotated.value.token, { action: "exit", ticker: "BTCUSDT" })).toMatchObject({
      status: 404,
      json: { code: "not_found" },
    });
    expect(await post("A".repeat(43), {})).toMatchObject({ status: 404 });
  });

  it("is nobody else's to make, rotate, revoke, set or test", async () => {
    const { strategyId } = await desk();
    const stranger = await makeActor(ctx, "PROVIDER", "Stan");
    expect(await issueAddress(ctx, stranger, strategyId)).toMatchObject({ ok: false, reason: "not_found" });
    expect(await revokeAddress(ctx, stranger, strategyId)).toMatchObject({ ok: false, reason: "not_found" });
    expect(await setAddressSecret(ctx, stranger, { strategyId, secret: "" })).toMatchObject({
      ok: false,
      reason: "not_found",
    });
    expect(await sendTestAlert(ctx, stranger, { strategyId, body: "{}" })).toMatchObject({
      ok: false,
      reason: "not_found",
    });
    expect(await listDeliveries(db.web, stranger.userId, strategyId)).toEqual([]);
  });

  it("takes a message with its secret and stores neither secret nor licence", async () => {
    const { strategyId, token } = await desk({ secret: "correct-horse" });
    expect(await post(token, { ticker: "BTCUSDT", action: "buy", secret: "correct-horse" })).toMatchObject({
      status: 201,
    });
    await post(token, `{"ticker":"BTCUSDT","passphrase":"correct-horse","broken`);
    await post(token, "correct-horse,sell,BTCUSDT", { contentType: "text/plain" });
    const deliveries = await listDeliveries(db.web, provider.userId, strategyId);
    expect(deliveries.map(({ outcome }) => outcome)).toEqual(["REVERSED", "REFUSED", "OPENED"]);
    expect(JSON.stringify(deliveries)).not.toContain("correct-horse");
  });

  it("stores no licence of a text that it refuses either: for a field, for its words, for its sender", async () => {
    const { strategyId, token } = await desk({ secret: "correct-horse", ips: ["52.89.214.238"] });
    const text = { contentType: "text/plain" };
    await post(token, "correct-horse,sell,BTCUSDT,sl=NaN", text);
    await post(token, "correct-horse; to the moon", text);
    await post(token, "correct-horse,sell,BTCUSDT", { ...text, ip: "198.51.100.9" });
    const deliveries = await listDeliveries(db.web, provider.userId, strategyId);
    expect(deliveries.map(({ status, body }) => [status, body])).toEqual([
      [403, "•••,sell,BTCUSDT"],
      [422, "•••; to the moon"],
      [422, "•••,sell,BTCUSDT,sl=NaN"],
    ]);
  });
});

describe("an alert that comes again", () => {
  const entry = { ticker: "BTCUSDT", action: "buy", contracts: "1", order_id: "Long", time: "2026-01-15T12:00:00Z" };

  it("is answered with the first one's id, fifty at once too", async () => {
    const { strategyId, token } = await desk();
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(token, entry)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(await signalsOf(strategyId)).toHaveLength(1);
  });

  it("without a time is the same for as long as an alert may be old, and a new one after", async () => {
    const { strategyId, token } = await desk();
    const add = { ticker: "BTCUSDT", action: "add", percent: 50 };
    await post(token, entry);
    expect((await post(token, add)).json.outcome).toBe("ADDED");
    expect((await post(token, add)).json.outcome).toBe("REPEATED");
    ctx.clock.advance(61_000);
    quoteBtc(ctx, "65000", "65000.5");
    expect((await post(token, add)).json.outcome).toBe("ADDED");
    const [signal] = await signalsOf(strategyId);
    expect(String(signal?.remaining)).toBe("2.25");
  });
});

describe("an alert that stopped half way", () => {
  const turn = { ticker: "BTCUSDT", action: "sell", market_position: "short", time: "2026-01-15T12:00:00Z" };

  it("is taken up where it stopped, by the same again and by a corrected one", async () => {
    const { strategyId, token } = await desk();
    await post(token, { ticker: "BTCUSDT", action: "buy" });
    for (const _ of ["first", "again"]) {
      const answer = await post(token, { ...turn, stopLoss: 64000 });
      expect(answer).toMatchObject({
        status: 422,
        json: { code: "invalid", fieldErrors: { stopLoss: [expect.any(String)] } },
      });
      expect((await signalsOf(strategyId)).map(({ state }) => state)).toEqual(["CLOSED"]);
    }
    expect(await post(token, { ...turn, stopLoss: 66000 })).toMatchObject({ status: 201, json: { outcome: "OPENED" } });
    expect((await signalsOf(strategyId)).map(({ side, state }) => [side, state])).toEqual([
      ["LONG", "CLOSED"],
      ["SHORT", "OPEN"],
    ]);
  });

  it("before it was kept is not done twice", async () => {
    const { strategyId, token } = await desk();
    await post(token, { ticker: "BTCUSDT", action: "buy" });
    const add = { ticker: "BTCUSDT", action: "add", percent: 50, time: "2026-01-15T12:00:00Z" };
    for (let n = 0; n < 2; n += 1) {
      expect((await post(token, add)).json.outcome).toBe("ADDED");
      await db.web.alertKey.deleteMany({ where: { address: { strategyId } } });
    }
    expect((await signalsOf(strategyId)).map(({ remaining }) => String(remaining))).toEqual(["1.5"]);
  });
});

describe("a lost alert", () => {
  it("heals at the next one: position and size are the sender's again", async () => {
    const { strategyId, token } = await desk();
    const alert = (position: string, size: string, action: string, id: string) =>
      post(token, { ticker: "BTCUSDT", action, market_position: position, market_position_size: size, order_id: id });
    expect((await alert("long", "1", "buy", "a")).json.outcome).toBe("OPENED");
    // Lost: the exit and the short's entry. What comes is the short's first partial exit.
    expect((await alert("short", "0.5", "buy", "b")).json.outcome).toBe("REVERSED");
    // Lost: an addition to 1. What comes is a partial exit to 0.75: half as much again as stood.
    expect((await alert("short", "0.75", "buy", "c")).json.outcome).toBe("ADDED");
    expect((await alert("flat", "0", "buy", "d")).json.outcome).toBe("CLOSED");
    expect((await alert("flat", "0", "buy", "e")).json.outcome).toBe("NOTHING");
    const [long, short] = await signalsOf(strategyId);
    expect([long?.state, short?.state]).toEqual(["CLOSED", "CLOSED"]);
    expect(short?.events.map(({ type }) => type)).toEqual(["OPEN", "ADD", "CLOSE"]);
  });
});

describe("too many", () => {
  it("is 429 with Retry-After, told to the provider once, and one of the refused is kept", async () => {
    const { strategyId, token } = await desk();
    setLimits(createLimits({ pool: null, perIp: 0, perUser: 0, perWebhook: 5 }));
    const answers = [];
    for (let n = 0; n < 12; n += 1) answers.push(await post(token, { ticker: "BTCUSDT", action: "exit", n }));
    setLimits(createLimits({ pool: null, perIp: 0, perUser: 0, perWebhook: 0 }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429, 429, 429, 429, 429, 429]);
    expect(Number(answers[11]?.headers.get("retry-after"))).toBeGreaterThan(0);
    const deliveries = await listDeliveries(db.web, provider.userId, strategyId);
    expect(deliveries.map(({ status }) => status)).toEqual([429, 200, 200, 200, 200, 200]);
    const alarms = await db.web.outboxEvent.findMany({ where: { type: "intake.alarm" } });
    expect(alarms.filter(({ payload }) => JSON.stringify(payload).includes(strategyId))).toHaveLength(1);
  });

  it("guesses of tokens count by the guesser's address", async () => {
    setLimits(createLimits({ pool: null, perIp: 2, perUser: 0, perWebhook: 0 }));
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await post(`guess-${n}`, {}, { ip: "203.0.113.9" })).status);
    setLimits(createLimits({ pool: null, perIp: 0, perUser: 0, perWebhook: 0 }));
    expect(statuses).toEqual([404, 404, 429]);
  });

  it("keeps the last hundred messages, and warns before TradingView's own limit", async () => {
    const { strategyId, token } = await desk();
    for (let n = 0; n < 104; n += 1) await post(token, { ticker: "BTCUSDT", action: "exit", n });
    const deliveries = await listDeliveries(db.web, provider.userId, strategyId);
    expect(deliveries).toHaveLength(100);
    expect(deliveries[0]?.body).toContain('"n":103');
    const alarms = await db.web.outboxEvent.findMany({ where: { type: "intake.alarm" } });
    expect(alarms.filter(({ payload }) => JSON.stringify(payload).includes(strategyId))).toHaveLength(1);
  });
});

describe("silence", () => {
  it("is told once, after three expected messages that did not come, and again after the next silence", async () => {
    const { token } = await desk({ expectEveryMin: "60" });
    await post(token, { ticker: "BTCUSDT", action: "exit" });
    expect(await tellSilence(ctx)).toBe(0);
    ctx.clock.advance(3 * 3_600_000);
    expect(await tellSilence(ctx)).toBe(1);
    expect(await tellSilence(ctx)).toBe(0);
    await post(token, { ticker: "BTCUSDT", action: "exit" });
    expect(await tellSilence(ctx)).toBe(0);
    ctx.clock.advance(3 * 3_600_000);
    expect(await tellSilence(ctx)).toBe(1);
    await pruneIntake(ctx);
  });
});

describe("the test sender", () => {
  it("says what would be published, or why not, and publishes nothing", async () => {
    const { strategyId } = await desk({ secret: "correct-horse" });
    const test = async (body: object) => {
      const sent = await sendTestAlert(ctx, provider, { strategyId, body: JSON.stringify(body) });
      return sent.ok ? sent.value : sent;
    };
    expect(await test({ ticker: "BTCUSDT", action: "buy" })).toMatchObject({
      outcome: "OPENED",
      reason:
        "Test: this would open long BTC/USDT at about 65,000.5, stop 63,700.49, targets 66,300.51 (50 %), 67,600.52 (50 %). Nothing was published.",
    });
    expect(await test({ ticker: "BTCUSDT", action: "buy", stopLoss: 66000 })).toMatchObject({
      outcome: "REFUSED",
      fieldErrors: { stopLoss: [expect.stringContaining("Stop must be below")] },
    });
    expect(await signalsOf(strategyId)).toEqual([]);
    expect((await listDeliveries(db.web, provider.userId, strategyId)).every((delivery) => delivery.test)).toBe(true);
  });
});
