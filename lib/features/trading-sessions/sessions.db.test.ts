import { beforeEach, describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { DAY_MS } from "@/lib/kernel/time";
import { makeActor } from "@/lib/testing/market-fixture";
import { randomBars } from "@/lib/testing/random-bars";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { BUILT_IN_STRATEGIES } from "@/lib/trading/strategies/built-in";
import { checkParity } from "./check-parity.ts";
import { SESSION_LIMITS } from "./limits.ts";
import { pruneCandles } from "./prune-candles.ts";
import { getSession, listSessions } from "./queries.ts";
import { sessionCsv } from "./session-csv.ts";
import { BAR_MS, freshRunner, MARKET, made, stage, startAt, tickAt, walkTo } from "./sessions.fixture.ts";
import { startLiveSession } from "./start-live-session.ts";
import { startPaperSession } from "./start-paper-session.ts";
import { stopAllSessions, stopSession } from "./stop-session.ts";

const db = testDb();
const bars = randomBars(5, 300, { barMs: BAR_MS });
const first = bars.time[0] ?? 0;
const end = (bars.time.at(-1) ?? 0) + BAR_MS;
const WISH = { ...MARKET, strategy: "sma-cross" } as const;
let ctx: TestCtx;

beforeEach(async () => {
  ctx = await stage(db, bars);
  await walkTo(ctx, first);
});

describe("starting a paper session", () => {
  it.each([
    ["an unknown strategy", { strategy: "no-such" }, "strategy"],
    ["a parameter out of its range", { parameters: { fast: 0 } }, "parameters.fast"],
    ["a symbol that is not stored", { symbol: "DOGE/USDT" }, "symbol"],
    ["a timeframe shorter than what is stored", { timeframe: "1m" as const }, "symbol"],
    ["leverage on spot", { leverage: 3 }, "leverage"],
  ])("refuses %s at its field", async (_, change, field) => {
    const actor = await makeActor(ctx, "SUBSCRIBER", "Trader");
    const result = await startPaperSession(ctx, actor, { ...WISH, ...change });
    expect(result).toMatchObject({ ok: false, reason: "invalid", fieldErrors: { [field]: [expect.any(String)] } });
    expect(await ctx.db.tradingSession.count()).toBe(0);
  });

  it("refuses a tick above the market's price, which would sell for nothing", async () => {
    const actor = await makeActor(ctx, "SUBSCRIBER", "Trader");
    const at = ctx.clock.now();
    const price = { bid: dec("0.00002"), ask: dec("0.00002"), last: dec("0.00002") };
    ctx.quote({ ...MARKET, ...price, exchangeAt: at, receivedAt: at, source: "replay" });
    expect(await startPaperSession(ctx, actor, { ...WISH, tick: 0.01 })).toMatchObject({
      ok: false,
      reason: "invalid",
      fieldErrors: { tick: ["tick must be at most the lowest price of the bars, 0.00002, not 0.01"] },
    });
    expect(await startPaperSession(ctx, actor, { ...WISH, tick: 0.00001 })).toMatchObject({ ok: true });
  });

  it("waits for a market that has not begun", async () => {
    await db.owner("DELETE FROM market_replay");
    const actor = await makeActor(ctx, "SUBSCRIBER", "Trader");
    expect(await startPaperSession(ctx, actor, WISH)).toMatchObject({ ok: false, reason: "unavailable" });
  });

  it("takes no more than may run, counting those that start at the same moment", async () => {
    const actor = await makeActor(ctx, "SUBSCRIBER", "Trader");
    const results = await Promise.all(
      Array.from({ length: SESSION_LIMITS.running + 2 }, () => startPaperSession(ctx, actor, WISH)),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(SESSION_LIMITS.running);
    expect(results.find(({ ok }) => !ok)).toMatchObject({ reason: "rate_limited", detail: /Stop one first/ as never });
    const other = await makeActor(ctx, "SUBSCRIBER", "Other");
    expect(await startPaperSession(ctx, other, WISH)).toMatchObject({ ok: true });
  });

  it("starts nothing after the trial of the platform without a plan", async () => {
    const actor = await makeActor(ctx, "SUBSCRIBER", "Trader");
    const where = { id: actor.userId };
    await ctx.db.user.update({ where, data: { trialEndsAt: new Date(ctx.clock.now()), plan: "TRIAL" } });
    expect(await startPaperSession(ctx, actor, WISH)).toMatchObject({
      ok: false,
      reason: "forbidden",
      detail: expect.stringContaining("under /billing/plan"),
    });
    await ctx.db.user.update({ where, data: { plan: "STARTER" } });
    expect(await startPaperSession(ctx, actor, WISH)).toMatchObject({ ok: true });
  });

  it("takes no more than may be started on a day", async () => {
    const actor = await makeActor(ctx, "SUBSCRIBER", "Trader");
    for (let i = 0; i < SESSION_LIMITS.startsPerDay; i += 1)
      await stopSession(ctx, actor, made(await startPaperSession(ctx, actor, WISH)).id);
    expect(await startPaperSession(ctx, actor, WISH)).toMatchObject({ ok: false, reason: "rate_limited" });
    ctx.clock.advance(DAY_MS);
    expect(await startPaperSession(ctx, actor, WISH)).toMatchObject({ ok: true });
  });
});

describe("a live session", () => {
  it("is refused by the first condition that does not hold, the server's first", async () => {
    const actor = await makeActor(ctx, "SUBSCRIBER", "Trader");
    const refused = async (config: Partial<TestCtx["config"]>) => {
      const shown = { riskAccepted: true, phrase: "LIVE", confirmWord: "", protectPct: "5", maxSlippageBps: 50 };
      const result = await startLiveSession({ ...ctx, config: { ...ctx.config, ...config } }, actor, {
        ...WISH,
        ...shown,
      });
      return result.ok ? null : `${result.reason}: ${result.detail}`;
    };
    expect(await refused({})).toBe("forbidden: Trading is disabled. Set TRADING_ENABLED=True to enable.");
    expect(await refused({ tradingEnabled: true })).toMatch(/^forbidden: .*ALLOW_LIVE/);
    expect(await refused({ tradingEnabled: true, allowLive: true })).toMatch(
      /^forbidden: The plan Trial trades on paper/,
    );
    await ctx.db.user.update({ where: { id: actor.userId }, data: { plan: "PRO" } });
    expect(await refused({ tradingEnabled: true, allowLive: true })).toMatch(
      /^forbidden: You have not traded on paper/,
    );
  });
});

describe("a session's record", () => {
  it.each(BUILT_IN_STRATEGIES.map(({ name }) => name))("shows figures, trades and log of %s", async (strategy) => {
    const { actor, id } = await startAt(ctx, first, { strategy, sizing: { type: "quote", value: 300 } });
    await tickAt(freshRunner(ctx), end);
    const view = await getSession(ctx, actor.userId, id);
    if (view === null) throw new Error("it is not there");
    expect(view).toMatchObject({ status: "RUNNING", evidenceClass: "PAPER", bars: 300, strategy });
    expect(view.metrics?.finalEquity).toBe(view.lastEquity);
    expect(view.metrics?.trades).toBe(view.trades.length);
    expect(view.tradeCount).toBe(view.trades.length);
    const held = view.open.reduce((sum, { qty, side }) => sum + (side === "long" ? qty : -qty), 0);
    expect(held).toBeCloseTo(view.position, 9);
    expect(view.equity).toHaveLength(300);
    expect(view.lastCloseAt).toBe(new Date(end).toISOString());
    const csv = made(await sessionCsv(ctx, actor.userId, id));
    expect(csv.body.trim().split("\r\n")).toHaveLength(view.trades.length + 1);
    const { items } = await listSessions(ctx, actor.userId, { limit: 10 });
    expect(items).toMatchObject([{ id, pnl: view.pnl, winRatePct: view.winRatePct }]);
  });

  it("is its owner's alone, and nobody else stops it", async () => {
    const { id } = await startAt(ctx, first, { strategy: "sma-cross" });
    const other = await makeActor(ctx, "SUBSCRIBER", "Other");
    expect(await getSession(ctx, other.userId, id)).toBeNull();
    expect((await listSessions(ctx, other.userId, { limit: 10 })).items).toEqual([]);
    expect(await sessionCsv(ctx, other.userId, id)).toMatchObject({ ok: false, reason: "not_found" });
    expect(await stopSession(ctx, other, id)).toMatchObject({ ok: false, reason: "not_found" });
    expect(await stopAllSessions(ctx, other)).toEqual([]);
    expect(await ctx.db.tradingSession.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "RUNNING" });
  });

  it("ends with its stop: no candle after it, whatever is held stays in it; a second stop changes nothing", async () => {
    const { actor, id } = await startAt(ctx, first, { strategy: "donchian-breakout" });
    const runner = freshRunner(ctx);
    await tickAt(runner, first + 100 * BAR_MS);
    const before = await getSession(ctx, actor.userId, id);
    expect(made(await stopSession(ctx, actor, id))).toEqual({ id, status: "STOPPED" });
    await tickAt(runner, end);
    const after = await getSession(ctx, actor.userId, id);
    expect(after).toMatchObject({ status: "STOPPED", stopReason: "You stopped it.", bars: before?.bars });
    expect(after?.lastEquity).toBe(before?.lastEquity);
    expect(after?.log[0]).toMatchObject({ kind: "STOPPED" });
    expect(made(await stopSession(ctx, actor, id))).toEqual({ id, status: "STOPPED" });
    expect((await getSession(ctx, actor.userId, id))?.log).toEqual(after?.log);
  });

  it("lets go of its candles half a year after its end, and keeps trades and last figures", async () => {
    const { actor, id } = await startAt(ctx, first, { strategy: "rsi-macd" });
    await tickAt(freshRunner(ctx), end);
    await stopSession(ctx, actor, id);
    const before = await getSession(ctx, actor.userId, id);
    ctx.clock.advance(179 * DAY_MS);
    expect(await pruneCandles(ctx)).toBe(0);
    ctx.clock.advance(2 * DAY_MS);
    expect(await pruneCandles(ctx)).toBe(300);
    const after = await getSession(ctx, actor.userId, id);
    expect(after).toMatchObject({
      candlesKept: false,
      metrics: null,
      equity: [],
      trades: before?.trades,
      pnl: before?.pnl,
    });
    expect(await checkParity(ctx, id)).toBeNull();
  });

  it("is stopped with all others of its owner", async () => {
    const { actor, id } = await startAt(ctx, first, { strategy: "sma-cross" });
    const { id: second } = made(await startPaperSession(ctx, actor, { ...WISH, strategy: "ema-cross" }));
    expect([...(await stopAllSessions(ctx, actor))].sort()).toEqual([id, second].sort());
    expect(await ctx.db.tradingSession.count({ where: { state: "RUNNING" } })).toBe(0);
  });
});
