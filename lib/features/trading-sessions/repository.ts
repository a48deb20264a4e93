import type { Prisma, Tx } from "@/lib/db/client";
import { json } from "@/lib/features/backtests/json-column";
import { invariant } from "@/lib/kernel/errors";
import type { UtcMs } from "@/lib/kernel/time";
import { isTimeframe } from "@/lib/trading/market/timeframe";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import { insertLog } from "./fed-repository.ts";
import type { CandleSource, RunningSession, SessionPlan, SessionSettings } from "./trading-session.ts";

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

/** What a session on a real account trades with besides its plan. */
export interface LiveTerms {
  readonly credentialId: string;
  /** Exact decimal text. */
  readonly protectPct: string;
  readonly maxSlippageBps: number;
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
    /** Left out: on paper. */
    readonly live?: LiveTerms;
  },
): Promise<void> {
  const { id, userId, plan, source, engineVersion, firstBarMs, live } = made;
  const { parameters, settings, ...rest } = plan;
  await tx.tradingSession.create({
    data: {
      id,
      userId,
      ...(live === undefined ? { mode: "PAPER" } : { mode: "LIVE", ...live }),
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
  mode: true,
  credentialId: true,
  source: true,
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
    source: row.source as CandleSource,
    parameters: row.parameters as ParameterValues,
    settings: row.settings as unknown as SessionSettings,
    firstBarMs: Number(row.firstBarMs),
    nextBarMs: Number(row.nextBarMs),
  };
}

/** State of an own session that has ended; null when there is none of that id. */
export async function findOwn(tx: Rows, userId: string, id: string): Promise<"STOPPED" | "FAILED" | null> {
  const row = await tx.tradingSession.findFirst({ where: { id, userId }, select: { state: true } });
  return row === null ? null : row.state === "FAILED" ? "FAILED" : "STOPPED";
}

export async function modeOf(tx: Rows, userId: string, id: string): Promise<"PAPER" | "LIVE" | null> {
  const row = await tx.tradingSession.findFirst({ where: { id, userId }, select: { mode: true } });
  return row?.mode ?? null;
}

export async function runningOf(tx: Rows, userId: string): Promise<string[]> {
  const rows = await tx.tradingSession.findMany({ where: { userId, state: "RUNNING" }, select: { id: true } });
  return rows.map(({ id }) => id);
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
