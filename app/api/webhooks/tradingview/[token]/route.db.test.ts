import { describe, expect, it } from "vitest";
import { pruneIntake } from "@/lib/features/intake/prune-intake";
import { listDeliveries } from "@/lib/features/intake/queries";
import { sendTestAlert } from "@/lib/features/intake/send-test";
import { tellSilence } from "@/lib/features/intake/tell-silence";
import { createLimits } from "@/lib/runtime/limits";
import { setLimits } from "@/lib/runtime/rate-limit";
import { quoteBtc } from "@/lib/testing/market-fixture";
import { intakeStage } from "./intake.fixture.ts";

const stage = intakeStage();
const { desk, post, signalsOf } = stage;

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
    stage.ctx.clock.advance(61_000);
    quoteBtc(stage.ctx, "65000", "65000.5");
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
      await stage.db.web.alertKey.deleteMany({ where: { address: { strategyId } } });
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
    const deliveries = await listDeliveries(stage.db.web, stage.provider.userId, strategyId);
    expect(deliveries.map(({ status }) => status)).toEqual([429, 200, 200, 200, 200, 200]);
    const alarms = await stage.db.web.outboxEvent.findMany({ where: { type: "intake.alarm" } });
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
    const deliveries = await listDeliveries(stage.db.web, stage.provider.userId, strategyId);
    expect(deliveries).toHaveLength(100);
    expect(deliveries[0]?.body).toContain('"n":103');
    const alarms = await stage.db.web.outboxEvent.findMany({ where: { type: "intake.alarm" } });
    expect(alarms.filter(({ payload }) => JSON.stringify(payload).includes(strategyId))).toHaveLength(1);
  });
});

describe("silence", () => {
  it("is told once, after three expected messages that did not come, and again after the next silence", async () => {
    const { token } = await desk({ expectEveryMin: "60" });
    await post(token, { ticker: "BTCUSDT", action: "exit" });
    expect(await tellSilence(stage.ctx)).toBe(0);
    stage.ctx.clock.advance(3 * 3_600_000);
    expect(await tellSilence(stage.ctx)).toBe(1);
    expect(await tellSilence(stage.ctx)).toBe(0);
    await post(token, { ticker: "BTCUSDT", action: "exit" });
    expect(await tellSilence(stage.ctx)).toBe(0);
    stage.ctx.clock.advance(3 * 3_600_000);
    expect(await tellSilence(stage.ctx)).toBe(1);
    await pruneIntake(stage.ctx);
  });
});

describe("the test sender", () => {
  it("says what would be published, or why not, and publishes nothing", async () => {
    const { strategyId } = await desk({ secret: "correct-horse" });
    const test = async (body: object) => {
      const sent = await sendTestAlert(stage.ctx, stage.provider, { strategyId, body: JSON.stringify(body) });
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
    expect(
      (await listDeliveries(stage.db.web, stage.provider.userId, strategyId)).every((delivery) => delivery.test),
    ).toBe(true);
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
