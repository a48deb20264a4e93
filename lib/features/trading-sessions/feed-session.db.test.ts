import { beforeEach, describe, expect, it } from "vitest";
import type { Db, Tx } from "@/lib/db/client";
import { onSessionFailed } from "@/lib/features/notifications/on-session-failed";
import { listNotifications } from "@/lib/features/notifications/queries";
import { chance, randomBars } from "@/lib/testing/random-bars";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { candlesOf, firstRowAt, sliceBars } from "@/lib/trading/market/bars";
import { BUILT_IN_STRATEGIES } from "@/lib/trading/strategies/built-in";
import { checkParity } from "./check-parity.ts";
import {
  BAR_MS,
  backtestOf,
  equityOf,
  freshRunner,
  MARKET,
  stage,
  startAt,
  tickAt,
  tradesOf,
  walkTo,
} from "./sessions.fixture.ts";

const db = testDb();
const bars = randomBars(11, 700, { barMs: BAR_MS });
const first = bars.time[100] ?? 0;
const fed = sliceBars(bars, firstRowAt(bars, first), bars.length);
let ctx: TestCtx;

beforeEach(async () => {
  ctx = await stage(db, bars);
});

/** A database whose user dies now and then: the transaction is rolled back, or committed without his knowing. */
function mortal(db: Db, random: () => number): Db {
  const transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    const fate = random();
    const result = await db.transaction(async (tx) => {
      const value = await work(tx);
      if (fate < 0.3) throw new Error("killed before the commit");
      return value;
    });
    if (fate < 0.5) throw new Error("killed after the commit");
    return result;
  };
  return new Proxy(db, { get: (target, name) => (name === "transaction" ? transaction : Reflect.get(target, name)) });
}

describe("a paper session", () => {
  it.each(BUILT_IN_STRATEGIES.map(({ name }) => name))(
    "of %s makes the trades and the equity of the backtest, bar by bar, killed and resumed again and again",
    async (strategy) => {
      const { id } = await startAt(ctx, first, { strategy, sizing: { type: "quote", value: 300 }, slippageBps: 1 });
      const random = chance(7);
      let runner = freshRunner(ctx);
      for (const { time } of candlesOf(fed)) {
        if (random() < 0.03) runner = freshRunner(ctx);
        // away for a while: the next price finds several candles closed
        if (random() < 0.6) continue;
        await tickAt(runner, time + BAR_MS);
      }
      await tickAt(runner, (fed.time.at(-1) ?? 0) + BAR_MS);
      const backtest = await backtestOf(ctx, id, fed);
      expect(await tradesOf(ctx, id)).toEqual(backtest.trades);
      expect(await equityOf(ctx, id)).toEqual(backtest.equity);
      expect(backtest.trades.length).toBeGreaterThan(0);
    },
    60_000,
  );

  it("takes every candle once wherever its writer is killed: before the commit, after it, beside another worker", async () => {
    const { id } = await startAt(ctx, first, { strategy: "rsi-macd" });
    const random = chance(3);
    const dying: TestCtx = { ...ctx, db: mortal(ctx.db, random) };
    const [one, other] = [freshRunner(dying), freshRunner(dying)];
    let kills = 0;
    for (const { time } of candlesOf(sliceBars(fed, 0, 150))) {
      const died = await Promise.allSettled([tickAt(one, time + BAR_MS), tickAt(other, time + BAR_MS)]);
      kills += died.filter(({ status }) => status === "rejected").length;
    }
    await tickAt(freshRunner(ctx), (fed.time[149] ?? 0) + BAR_MS);
    expect(kills).toBeGreaterThan(50);
    const backtest = await backtestOf(ctx, id, sliceBars(fed, 0, 150));
    expect(await equityOf(ctx, id)).toEqual(backtest.equity);
    expect(await tradesOf(ctx, id)).toEqual(backtest.trades);
    const session = await ctx.db.tradingSession.findUniqueOrThrow({ where: { id } });
    expect(session).toMatchObject({ bars: 150, trades: backtest.trades.length, equity: backtest.equity.at(-1) });
    const log = await ctx.db.tradingSessionLog.findMany({ where: { sessionId: id }, orderBy: { seq: "asc" } });
    expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: session.lastLogSeq }, (_, i) => i + 1));
    expect(log.filter(({ kind }) => kind === "EXIT")).toHaveLength(backtest.trades.length);
  });

  it("begins with the candle that runs at its start, and takes none before its end", async () => {
    const start = (fed.time[4] ?? 0) + BAR_MS / 3;
    const { id } = await startAt(ctx, start, { strategy: "sma-cross" });
    const runner = freshRunner(ctx);
    await tickAt(runner, start + BAR_MS / 3);
    expect(await equityOf(ctx, id)).toEqual([]);
    await walkTo(ctx, (fed.time[4] ?? 0) + BAR_MS);
    await runner.look();
    await runner.settled();
    const rows = await ctx.db.tradingSessionBar.findMany({ where: { sessionId: id } });
    expect(rows).toMatchObject([{ index: 0, timeMs: BigInt(fed.time[4] ?? 0), close: fed.close[4], equity: 10_000 }]);
    // prices of the same minute, of a time before and of another symbol take nothing
    await tickAt(runner, (fed.time[4] ?? 0) + BAR_MS);
    await tickAt(runner, fed.time[0] ?? 0);
    await runner.onTick({ exchange: MARKET.exchange, symbol: "ETH/USDT", exchangeAt: ctx.clock.now() });
    expect(await equityOf(ctx, id)).toHaveLength(1);
  });

  it("names a gap, fills nothing in it, and says when it caught up", async () => {
    const row = [...fed.time].findIndex((time, i) => i > 0 && time > (fed.time[i - 1] ?? 0) + BAR_MS);
    const { id } = await startAt(ctx, fed.time[row - 2] ?? 0, { strategy: "sma-cross" });
    await tickAt(freshRunner(ctx), (fed.time[row] ?? 0) + BAR_MS);
    const log = await ctx.db.tradingSessionLog.findMany({ where: { sessionId: id }, orderBy: { seq: "asc" } });
    expect(log.map(({ kind }) => kind)).toEqual(["STARTED", "LATE", "GAP"]);
    expect(log[2]?.text).toMatch(/^There are no candles from \d{4}-.* to .* UTC\. Nothing fills in a gap\.$/);
    expect(await ctx.db.tradingSession.findUniqueOrThrow({ where: { id } })).toMatchObject({ bars: 3, gaps: 1 });
  });

  it("fails by itself, with its reason, when what is stored does not fit together; the market goes on", async () => {
    const { id } = await startAt(ctx, first, { strategy: "sma-cross" });
    const runner = freshRunner(ctx);
    await tickAt(runner, (fed.time[2] ?? 0) + BAR_MS);
    await db.owner("DELETE FROM trading_session_bars WHERE index = 1");
    await tickAt(freshRunner(ctx), (fed.time[3] ?? 0) + BAR_MS);
    const session = await ctx.db.tradingSession.findUniqueOrThrow({ where: { id } });
    expect(session.state).toBe("FAILED");
    expect(session.stopReason).toMatch(/the run was saved at/);
    const [last] = await ctx.db.tradingSessionLog.findMany({ where: { sessionId: id }, orderBy: { seq: "desc" } });
    expect(last).toMatchObject({ kind: "FAILED" });
    const told = await ctx.db.outboxEvent.findMany({ where: { type: "trading_session.failed" } });
    expect(told.map(({ payload }) => payload)).toEqual([{ tradingSessionId: id }]);
    const stored = { xid: 1n, id: 1n, at: new Date(ctx.clock.now()) };
    const event = { type: "trading_session.failed", tradingSessionId: id } as const;
    for (let repeat = 0; repeat < 2; repeat += 1) await onSessionFailed(ctx, event, { ...stored, event });
    expect((await listNotifications(ctx.db, session.userId, { limit: 5, kind: "failure" })).items).toMatchObject([
      {
        title: "A session failed: BTC/USDT",
        body: expect.stringContaining(session.stopReason ?? "?"),
        link: `/sessions/${id}`,
      },
    ]);
  });

  it("fails at the first candle below its tick, as a backtest over it is refused, and what came before can be checked", async () => {
    const lowest = (rows: number): number => Math.min(...fed.low.slice(0, rows));
    const row = [...fed.low].findIndex((low, i) => i > 2 && low < lowest(i));
    const { id } = await startAt(ctx, first, { strategy: "sma-cross", tick: lowest(row) });
    await tickAt(freshRunner(ctx), (fed.time[row + 5] ?? 0) + BAR_MS);
    const session = await ctx.db.tradingSession.findUniqueOrThrow({ where: { id } });
    expect(session).toMatchObject({ state: "FAILED", bars: row });
    expect(session.stopReason).toBe(
      `tick must be at most the lowest price of the bars, ${fed.low[row]}, not ${lowest(row)}`,
    );
    expect(await checkParity(ctx, id)).toMatchObject({ bars: row, equityDifference: 0, differences: [] });
  });
});
