import { json } from "@/lib/features/backtests/json-column";
import type { TradeView } from "@/lib/features/backtests/view";
import type { UtcMs } from "@/lib/kernel/time";
import type { Candle } from "@/lib/trading/market/candle";
import { EXIT_REASONS } from "@/lib/trading/orders/order";
import { SESSION_LIMITS } from "./limits.ts";
import type { Rows } from "./repository.ts";
import type { LogLine, RunningSession } from "./trading-session.ts";

/** The candles that the session had taken when its row was read, in order: others may have been written since. */
export async function fedCandles(
  tx: Rows,
  { id, bars }: Pick<RunningSession, "id" | "bars">,
): Promise<(Candle & { readonly equity: number })[]> {
  const rows = await tx.tradingSessionBar.findMany({
    where: { sessionId: id, index: { lt: bars } },
    orderBy: { index: "asc" },
    select: { timeMs: true, open: true, high: true, low: true, close: true, volume: true, equity: true },
  });
  return rows.map(({ timeMs, ...prices }) => ({ time: Number(timeMs), ...prices }));
}

export interface Advance {
  readonly bars: readonly (Candle & { readonly equity: number })[];
  readonly trades: readonly TradeView[];
  readonly log: readonly LogLine[];
  readonly nextBarMs: number;
  readonly gaps: number;
  readonly wins: number;
  readonly cash: number;
  readonly position: number;
  readonly equity: number;
  readonly savedState: object;
  /** Why it takes no more after this; null: it goes on. */
  readonly stopReason: string | null;
  /** When its last candle was taken, if that was on time. */
  readonly decidedAt: UtcMs | null;
}

/**
 * Writes what some candles did, all of it in the caller's transaction. The row is claimed first, by the count of candles that the writer
 * read: of two writers one finds it moved.
 * @returns false when somebody else was first, or the session was stopped: then nothing is written
 */
export async function advanceSession(
  tx: Rows,
  now: UtcMs,
  { id, bars, trades, lastLogSeq }: RunningSession,
  advance: Advance,
): Promise<boolean> {
  const { count } = await tx.tradingSession.updateMany({
    where: { id, state: "RUNNING", bars, lastLogSeq },
    data: {
      bars: bars + advance.bars.length,
      trades: trades + advance.trades.length,
      wins: { increment: advance.wins },
      gaps: { increment: advance.gaps },
      nextBarMs: advance.nextBarMs,
      cash: advance.cash,
      position: advance.position,
      equity: advance.equity,
      savedState: json(advance.savedState),
      lastLogSeq: lastLogSeq + advance.log.length,
      decidedAt: advance.decidedAt === null ? null : new Date(advance.decidedAt),
      ...(advance.stopReason === null
        ? {}
        : { state: "STOPPED" as const, stopReason: advance.stopReason, stoppedAt: new Date(now) }),
    },
  });
  if (count === 0) return false;
  await tx.tradingSessionBar.createMany({
    data: advance.bars.map(({ time, ...bar }, at) => ({ sessionId: id, index: bars + at, timeMs: time, ...bar })),
  });
  if (advance.trades.length > 0)
    await tx.tradingSessionTrade.createMany({
      data: advance.trades.map(({ entryTime, exitTime, ...trade }, at) => ({
        sessionId: id,
        index: trades + at,
        entryTimeMs: entryTime,
        exitTimeMs: exitTime,
        ...trade,
      })),
    });
  await insertLog(tx, now, id, lastLogSeq, advance.log);
  return true;
}

/** Lines after `lastSeq`; the caller moves the session's own count. The oldest go when there are too many. */
export async function insertLog(
  tx: Rows,
  now: UtcMs,
  sessionId: string,
  lastSeq: number,
  lines: readonly LogLine[],
): Promise<void> {
  if (lines.length === 0) return;
  const at = new Date(now);
  await tx.tradingSessionLog.createMany({
    data: lines.map((line, place) => ({ sessionId, seq: lastSeq + 1 + place, at, ...line })),
  });
  const newest = lastSeq + lines.length;
  if (newest > SESSION_LIMITS.logLines)
    await tx.tradingSessionLog.deleteMany({ where: { sessionId, seq: { lte: newest - SESSION_LIMITS.logLines } } });
}

/** The trades that the session had closed when its row was read, as a backtest's views. */
export async function tradesOf(tx: Rows, { id, trades }: Pick<RunningSession, "id" | "trades">): Promise<TradeView[]> {
  const rows = await tx.tradingSessionTrade.findMany({
    where: { sessionId: id, index: { lt: trades } },
    orderBy: { index: "asc" },
  });
  return rows.map(({ sessionId: _id, index: _index, entryTimeMs, exitTimeMs, exitReason, ...trade }) => ({
    ...trade,
    exitReason: EXIT_REASONS.find((reason) => reason === exitReason) ?? "end",
    entryTime: Number(entryTimeMs),
    exitTime: Number(exitTimeMs),
  }));
}

/** Lets go of the candles of sessions that ended before `before`. @returns how many */
export function dropCandles(tx: Rows, before: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM trading_session_bars USING trading_sessions
    WHERE trading_sessions.id = "sessionId" AND "stoppedAt" < ${new Date(before)}`;
}
