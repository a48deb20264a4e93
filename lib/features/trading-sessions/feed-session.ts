import { appendEvent } from "@/lib/events/outbox";
import { engageSwitchIn } from "@/lib/features/orders/kill-switch";
import { AppError } from "@/lib/kernel/errors";
import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { StrategyFailed } from "@/lib/trading/engine/strategy-failed";
import type { Candle } from "@/lib/trading/market/candle";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { advanceSession } from "./fed-repository.ts";
import { SESSION_LIMITS } from "./limits.ts";
import { DECISION_MAX_AGE_SEC } from "./live/live-session.ts";
import { endSession, findRunning } from "./repository.ts";
import { fundingOf, type Seat, seatSession } from "./seat.ts";
import { takeCandles } from "./take-candles.ts";
import type { RunningSession } from "./trading-session.ts";

/** Candles that one transaction writes at most. */
const BATCH_BARS = 500;

interface Fed {
  readonly seat: Seat | null;
  readonly taken: number;
}

/**
 * Lets a session take the closed candles that it has not taken, in order, each exactly once: what they did, the state after them and the place
 * to go on from are one transaction. `seat` is what is kept in memory from the last time, if it is still of use.
 * @returns how many were taken, and the seat to keep; null: it does not run (any more), or was not seated since there was nothing to take
 */
export async function feedSession(
  ctx: Pick<Ctx, "db" | "clock" | "ids" | "log">,
  id: string,
  seat: Seat | undefined,
  read: (session: RunningSession) => Promise<readonly Candle[]>,
): Promise<Fed> {
  let kept = seat;
  let taken = 0;
  let candles: readonly Candle[] | null = null;
  let most = BATCH_BARS;
  for (;;) {
    const session = await findRunning(ctx.db, id);
    let trying = 0;
    if (session === null) return { seat: null, taken };
    try {
      // Read first: what is read may bring funding with it, which the run must know before it takes the candle.
      candles ??= await read(session);
      const left = candles.filter(({ time }) => time >= session.nextBarMs);
      const batch = left.slice(0, Math.min(most, SESSION_LIMITS.bars - session.bars));
      if (batch.length === 0) return { seat: kept ?? null, taken };
      if (kept === undefined || !(await isOf(ctx, kept, session))) kept = await seatSession(ctx, session);
      trying = batch.length;
      kept = (await takeBatch(ctx, kept, batch)) ?? undefined;
      if (kept !== undefined) taken += batch.length;
    } catch (error) {
      if (!isItsOwnFault(error)) throw error;
      if (trying > 1) {
        // what came before the candle at fault is written first
        most = 1;
        kept = undefined;
        continue;
      }
      ctx.log.error({ tradingSessionId: id, err: error }, "a trading session failed");
      const text = `It failed and takes no more candles: ${error.message}`;
      const end = { bars: session.bars, state: "FAILED", reason: error.message, text } as const;
      const ended = await ctx.db.transaction(async (tx) => {
        const now = ctx.clock.now();
        const isFirst = await endSession(tx, now, id, end);
        if (isFirst) await appendEvent(tx, now, { type: "trading_session.failed", tradingSessionId: id });
        if (isFirst && session.mode === "LIVE") await stopTradingOf(ctx, tx, id, text);
        return isFirst;
      });
      if (ended) return { seat: null, taken };
      kept = undefined;
    }
  }
}

/** @returns null when somebody else was first: the row is to be read anew */
async function takeBatch(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  seat: Seat,
  candles: readonly Candle[],
): Promise<Seat | null> {
  const { session } = seat;
  const taken = takeCandles(seat, candles);
  const now = ctx.clock.now();
  const advance = { ...taken, decidedAt: isOnTime(session, candles, now) ? now : null };
  const written = await ctx.db.transaction(async (tx) => {
    if (!(await advanceSession(tx, now, session, advance))) return false;
    await tellAccount(ctx, tx, session, advance.stopReason);
    return true;
  });
  if (!written) return null;
  return {
    ...seat,
    session: {
      ...session,
      nextBarMs: advance.nextBarMs,
      bars: session.bars + candles.length,
      trades: session.trades + advance.trades.length,
      lastLogSeq: session.lastLogSeq + advance.log.length,
      savedState: advance.savedState,
    },
  };
}

/** One candle, taken as it closed: what came late, or together with others, is known too late to be traded on. Replayed time is not the clock's. */
function isOnTime({ source, timeframe }: RunningSession, candles: readonly Candle[], now: UtcMs): boolean {
  const [only, ...others] = candles;
  if (only === undefined || others.length > 0) return false;
  return source !== "exchange" || now - (only.time + TIMEFRAME_MS[timeframe]) <= DECISION_MAX_AGE_SEC * SECOND_MS;
}

/** A session on a real account: the worker that holds the account looks at once; where the session ended, nothing more is entered there. */
async function tellAccount(
  ctx: Pick<Ctx, "clock" | "ids">,
  tx: Tx,
  { id, userId, mode, credentialId }: RunningSession,
  stopReason: string | null,
): Promise<void> {
  if (mode !== "LIVE" || credentialId === null) return;
  if (stopReason !== null) await stopTradingOf(ctx, tx, id, stopReason);
  await appendEvent(tx, ctx.clock.now(), { type: "trading_session.decided", tradingSessionId: id, userId });
}

function stopTradingOf(ctx: Pick<Ctx, "clock" | "ids">, tx: Tx, id: string, reason: string): Promise<void> {
  return engageSwitchIn(ctx, tx, { scope: "SESSION", key: id, by: null, reason, positions: "keep" });
}

/** Whether what is in memory is the session as its row has it now, with all the funding that is known. */
async function isOf(ctx: Pick<Ctx, "db">, { session: kept, fundingEvents }: Seat, session: RunningSession) {
  if (kept.bars !== session.bars || kept.lastLogSeq !== session.lastLogSeq) return false;
  return ((await fundingOf(ctx, session))?.time.length ?? 0) === fundingEvents;
}

const OWN_FAULTS = ["invariant", "invalid", "not_found"];

/** A strategy that threw, a candle that is none or below the tick, a symbol that is not listed: trying again gives the same. */
function isItsOwnFault(error: unknown): error is Error {
  return error instanceof StrategyFailed || (error instanceof AppError && OWN_FAULTS.includes(error.code));
}
