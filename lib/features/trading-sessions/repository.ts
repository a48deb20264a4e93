import type { Prisma, Tx } from "@/lib/db/client";
import type { TradeView } from "@/lib/features/backtests/view";
import { invariant } from "@/lib/kernel/errors";
import type { UtcMs } from "@/lib/kernel/time";
import type { Candle } from "@/lib/trading/market/candle";
import { isTimeframe } from "@/lib/trading/market/timeframe";
import { EXIT_REASONS } from "@/lib/trading/orders/order";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import { SESSION_LIMITS } from "./limits.ts";
import type { ParityReport } from "./parity.ts";
import type { CandleSource, LogLine, RunningSession, SessionPlan, SessionSettings } from "./trading-session.ts";

/** The database or a transaction of it. */
export type Rows = Omit<Tx, "$transaction">;

/** Two starts of one user wait for each other, so that both count the other. Held to the end of the transaction. */
export async function lockStartsOf(tx: Rows, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`trading sessions ${userId}`}, 0))::text`;
}

export async function countSessions(
  tx: Rows,
  userId: string,
  since: UtcMs,
): Promise<{ readonly running: number; readonly started: number }> {
  const running = await tx.tradingSession.count({ where: { userId, state: "RUNNING" } });
  const started = await tx.tradingSession.count({ where: { userId, startedAt: { gte: new Date(since) } } });
  return { running, started };
}

export async function insertSession(
  tx: Rows,
  now: UtcMs,
  made: {
    readonly id: string;
    readonly userId: string;
    readonly plan: SessionPlan;
    readonly source: CandleSource;
    readonly engineVersion: string;
    readonly firstBarMs: number;
  },
): Promise<void> {
  const { id, userId, plan, source, engineVersion, firstBarMs } = made;
  const { parameters, settings, ...rest } = plan;
  await tx.tradingSession.create({
    data: {
      id,
      userId,
      mode: "PAPER",
      state: "RUNNING",
      ...rest,
      parameters: json(parameters),
      settings: json(settings),
      source,
      engineVersion,
      firstBarMs,
      nextBarMs: firstBarMs,
      cash: settings.cash,
      equity: settings.cash,
      startedAt: new Date(now),
    },
  });
}

const RUNNING = {
  id: true,
  userId: true,
  strategy: true,
  exchange: true,
  symbol: true,
  timeframe: true,
  parameters: true,
  settings: true,
  firstBarMs: true,
  nextBarMs: true,
  bars: true,
  trades: true,
  lastLogSeq: true,
  savedState: true,
} as const satisfies Prisma.TradingSessionSelect;

/** What stands where, without what is large: asked often. */
export function listRunning(
  tx: Rows,
  market?: { readonly exchange: string; readonly symbol: string },
): Promise<{ id: string; exchange: string; symbol: string; timeframe: string; nextBarMs: bigint }[]> {
  return tx.tradingSession.findMany({
    where: { state: "RUNNING", ...market },
    select: { id: true, exchange: true, symbol: true, timeframe: true, nextBarMs: true },
    orderBy: { id: "asc" },
  });
}

/** One that runs, whole; null when it does not (any more). */
export async function findRunning(tx: Rows, id: string): Promise<RunningSession | null> {
  const row = await tx.tradingSession.findFirst({ where: { id, state: "RUNNING" }, select: RUNNING });
  return row === null ? null : sessionOf(row);
}

/** Whatever its state, for the check of what it did. */
export async function findSession(tx: Rows, id: string): Promise<RunningSession | null> {
  const row = await tx.tradingSession.findUnique({ where: { id }, select: RUNNING });
  return row === null ? null : sessionOf(row);
}

function sessionOf(row: Prisma.TradingSessionGetPayload<{ select: typeof RUNNING }>): RunningSession {
  const { timeframe } = row;
  invariant(isTimeframe(timeframe), `session ${row.id} has the timeframe ${timeframe}`);
  return {
    ...row,
    timeframe,
    parameters: row.parameters as ParameterValues,
    settings: row.settings as unknown as SessionSettings,
    firstBarMs: Number(row.firstBarMs),
    nextBarMs: Number(row.nextBarMs),
  };
}

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

/** Ends a running session with a line in its log. @returns false when it does not run (any more), or is not this user's */
export async function endSession(
  tx: Rows,
  now: UtcMs,
  id: string,
  end: {
    readonly userId?: string;
    /** Only if it has taken so many candles: somebody else may have got further. */
    readonly bars?: number;
    readonly state: "STOPPED" | "FAILED";
    readonly reason: string;
    readonly text: string;
  },
): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ lastLogSeq: number; userId: string; bars: number }[]>`
    SELECT "lastLogSeq", "userId", bars FROM trading_sessions WHERE id = ${id} AND state = 'RUNNING' FOR UPDATE`;
  if (row === undefined || (end.userId !== undefined && row.userId !== end.userId)) return false;
  if (end.bars !== undefined && row.bars !== end.bars) return false;
  await tx.tradingSession.update({
    where: { id },
    data: {
      state: end.state,
      stopReason: end.reason,
      stoppedAt: new Date(now),
      lastLogSeq: row.lastLogSeq + 1,
    },
  });
  await insertLog(tx, now, id, row.lastLogSeq, [{ kind: end.state, text: end.text, barMs: null }]);
  return true;
}

export function json(value: object): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
}

/** State of an own session that has ended; null when there is none of that id. */
export async function findOwn(tx: Rows, userId: string, id: string): Promise<"STOPPED" | "FAILED" | null> {
  const row = await tx.tradingSession.findFirst({ where: { id, userId }, select: { state: true } });
  return row === null ? null : row.state === "FAILED" ? "FAILED" : "STOPPED";
}

export async function runningOf(tx: Rows, userId: string): Promise<string[]> {
  const rows = await tx.tradingSession.findMany({ where: { userId, state: "RUNNING" }, select: { id: true } });
  return rows.map(({ id }) => id);
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

/** Notes that the owner wants a check. @returns false when the session is not his */
export async function askForParity(tx: Rows, now: UtcMs, userId: string, id: string): Promise<boolean> {
  const { count } = await tx.tradingSession.updateMany({
    where: { id, userId },
    data: { parityAskedAt: new Date(now) },
  });
  return count === 1;
}

/** Sessions that began before `night`, were not checked since, and took candles after their last check. */
export async function lookForParity(tx: Rows, night: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM trading_sessions
    WHERE bars > 0 AND bars IS DISTINCT FROM "parityBars" AND "startedAt" < ${new Date(night)}
      AND ("parityAt" IS NULL OR "parityAt" < ${new Date(night)}) ORDER BY id`;
  return rows.map(({ id }) => id);
}

export async function putParity(
  tx: Rows,
  now: UtcMs,
  { id, bars }: Pick<RunningSession, "id" | "bars">,
  report: ParityReport,
): Promise<void> {
  await tx.tradingSession.update({
    where: { id },
    data: { parity: json(report), parityScore: report.score, parityBars: bars, parityAt: new Date(now) },
  });
}
