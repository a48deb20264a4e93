import { Prisma, type Tx } from "@/lib/db/client";
import { dec, plain } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { loadState } from "@/lib/trading/engine/save-state";
import { type Standing, standingOf } from "@/lib/trading/engine/standing";
import { insertLog } from "../fed-repository.ts";
import type { LogLine, SessionSettings } from "../trading-session.ts";
import type { LiveSession } from "./live-session.ts";

const NOTHING: Standing = { holds: null, enters: null };

const LIVE = {
  id: true,
  userId: true,
  symbol: true,
  settings: true,
  protectPct: true,
  maxSlippageBps: true,
  startedAt: true,
  bars: true,
  workedBars: true,
  decidedAt: true,
  savedState: true,
} as const satisfies Prisma.TradingSessionSelect;

/** Sessions that trade by a key now, the oldest first. */
export async function liveSessionIds(db: Pick<Tx, "tradingSession">, keyId: string): Promise<readonly string[]> {
  const rows = await db.tradingSession.findMany({
    where: { credentialId: keyId, mode: "LIVE", state: "RUNNING" },
    select: { id: true },
    orderBy: [{ startedAt: "asc" }, { id: "asc" }],
  });
  return rows.map(({ id }) => id);
}

/**
 * One that trades now; null when it does not (any more).
 * @throws AppError "invariant" when its twin does what cannot be followed
 */
export async function findLive(db: Pick<Tx, "tradingSession">, id: string): Promise<LiveSession | null> {
  const row = await db.tradingSession.findFirst({ where: { id, mode: "LIVE", state: "RUNNING" }, select: LIVE });
  return row === null ? null : toSession(row);
}

function toSession(row: Prisma.TradingSessionGetPayload<{ select: typeof LIVE }>): LiveSession {
  const { savedState, settings: stored, protectPct, maxSlippageBps, startedAt, decidedAt, ...rest } = row;
  const settings = stored as unknown as SessionSettings;
  const state = savedState === null ? null : loadState(savedState);
  return {
    ...rest,
    settings,
    market: settings.market,
    protectPct: plain(dec((protectPct ?? 0).toString())),
    maxSlippageBps: maxSlippageBps ?? 0,
    startedAt: utcMs(startedAt),
    decidedAt: decidedAt === null ? null : utcMs(decidedAt),
    close: state === null ? null : state.close,
    standing: state === null ? NOTHING : standingOf(state),
  };
}

/**
 * Holds a session until the transaction ends. @returns whether it still stands where it was read and its entry was not looked for: a second worker, a
 * crash and a newer candle find that it does not
 */
export async function lockDecision(tx: Tx, { id, bars }: Pick<LiveSession, "id" | "bars">): Promise<boolean> {
  const rows = await tx.$queryRaw<{ stands: boolean }[]>(Prisma.sql`
    SELECT state = 'RUNNING' AND bars = ${bars} AND "workedBars" < bars AS stands FROM trading_sessions WHERE id = ${id} FOR UPDATE`);
  return rows[0]?.stands === true;
}

/** The entry after the last candle was looked for, with a line in the log where there is something to say. @returns the number of the last line */
export async function finishDecision(
  tx: Tx,
  { id, bars }: Pick<LiveSession, "id" | "bars">,
  line: LogLine | null,
  at: UtcMs,
): Promise<number> {
  const { lastLogSeq } = await tx.tradingSession.update({
    where: { id },
    data: { workedBars: bars, ...(line === null ? {} : { lastLogSeq: { increment: 1 } }) },
    select: { lastLogSeq: true },
  });
  if (line !== null) await insertLog(tx, at, id, lastLogSeq - 1, [line]);
  return lastLogSeq;
}
