import { tradeViews } from "@/lib/features/backtests/view";
import { importCandles } from "@/lib/features/candles/import-candles";
import type { Result } from "@/lib/kernel/result";
import { utcMs } from "@/lib/kernel/time";
import { makeActor } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import type { TestDb } from "@/lib/testing/test-db";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import type { Bars } from "@/lib/trading/market/bars";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { replayedBars } from "./closed-bars.ts";
import type { SessionWish } from "./plan-session.ts";
import { findSession } from "./repository.ts";
import { groundOf } from "./seat.ts";
import { SessionRunner } from "./session-runner.ts";
import { startPaperSession } from "./start-paper-session.ts";

export const MARKET = { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" } as const;
export const BAR_MS = TIMEFRAME_MS[MARKET.timeframe];

/** A database with one stored series and a replay that has not begun. */
export async function stage(db: TestDb, bars: Bars): Promise<TestCtx> {
  await db.owner(
    "TRUNCATE trading_session_log, trading_session_trades, trading_session_bars, trading_sessions, candle_chunks, candle_series, instruments, market_replay",
  );
  const ctx = createTestCtx(db.worker);
  made(await importCandles(ctx, MARKET, bars));
  return ctx;
}

/** Says how far the market was walked. */
export async function walkTo(ctx: TestCtx, at: number): Promise<void> {
  const state = {
    anchorMarketMs: at,
    anchorClockMs: 0,
    speed: 1,
    paused: true,
    stepBars: 0,
    revision: 1,
    walkedMs: at,
  };
  await ctx.db.marketReplay.upsert({ where: { id: 1 }, create: { id: 1, ...state }, update: state });
}

/** A session of somebody new that begins with the bar at `at`. */
export async function startAt(ctx: TestCtx, at: number, wish: Partial<SessionWish> & { strategy: string }) {
  await walkTo(ctx, at);
  const actor = await makeActor(ctx, "SUBSCRIBER", "Trader");
  const { id } = made(await startPaperSession(ctx, actor, { ...MARKET, ...wish }));
  return { actor, id };
}

/** A worker that has just started: nothing of it is in memory. */
export function freshRunner(ctx: TestCtx): SessionRunner {
  return new SessionRunner(ctx, replayedBars(ctx));
}

/** The market walks to `at`, as the feed's owner tells it. */
export function tickAt(runner: SessionRunner, at: number): Promise<void> {
  return runner.onTick({ exchange: MARKET.exchange, symbol: MARKET.symbol, exchangeAt: utcMs(at) });
}

/** The trades of a session as they are stored. */
export async function tradesOf(ctx: TestCtx, id: string): Promise<object[]> {
  const rows = await ctx.db.tradingSessionTrade.findMany({ where: { sessionId: id }, orderBy: { index: "asc" } });
  return rows.map(({ sessionId: _id, index: _index, entryTimeMs, exitTimeMs, ...trade }) => ({
    ...trade,
    entryTime: Number(entryTimeMs),
    exitTime: Number(exitTimeMs),
  }));
}

export async function equityOf(ctx: TestCtx, id: string): Promise<number[]> {
  const rows = await ctx.db.tradingSessionBar.findMany({ where: { sessionId: id }, orderBy: { index: "asc" } });
  return rows.map(({ equity }) => equity);
}

/** What a backtest of the same strategy, settings and bars gives. */
export async function backtestOf(ctx: TestCtx, id: string, bars: Bars) {
  const session = await findSession(ctx.db, id);
  if (session === null) throw new Error(`there is no session ${id}`);
  const { strategy, parameters, settings } = groundOf(session, null);
  const result = runBacktest(bars, strategy, parameters, settings);
  return { trades: tradeViews(result, bars.time), equity: [...result.equity] };
}

/** What a verb made. @throws Error with its "no" */
export function made<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
  return result.value;
}
