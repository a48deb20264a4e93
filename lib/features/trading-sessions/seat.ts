import { strategyByName } from "@/lib/features/backtests/strategies";
import { loadFunding } from "@/lib/features/candles/funding";
import { AppError } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import { type LiveGround, LiveRun } from "@/lib/trading/engine/live-run";
import type { FundingColumns } from "@/lib/trading/engine/settings";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { fedCandles } from "./fed-repository.ts";
import type { RunningSession } from "./trading-session.ts";

/** A session in memory, as of its row. */
export interface Seat {
  readonly session: RunningSession;
  readonly run: LiveRun;
  /** Open time of each candle taken; grows with the run. */
  readonly times: number[];
  /** Funding events that the run knows; another count means that it must be seated anew. */
  readonly fundingEvents: number;
}

/**
 * Seats a session as its row says: the account from the saved state, the strategy's own memory by asking it again about the candles that it
 * was fed.
 * @throws AppError "invariant" when what is stored does not fit together
 */
export async function seatSession(ctx: Pick<Ctx, "db">, session: RunningSession): Promise<Seat> {
  const funding = await fundingOf(ctx, session);
  const ground = groundOf(session, funding);
  const fundingEvents = funding?.time.length ?? 0;
  if (session.bars === 0) return { session, run: LiveRun.start(ground), times: [], fundingEvents };
  const fed = await fedCandles(ctx.db, session);
  const run = LiveRun.resume(ground, fed, session.savedState);
  return { session, run, times: fed.map(({ time }) => time), fundingEvents };
}

export function groundOf(
  { strategy: name, parameters, settings, timeframe }: RunningSession,
  funding: FundingColumns | null,
): LiveGround {
  const strategy = strategyByName(name);
  if (strategy === null) throw new AppError("invariant", `there is no strategy ${name} any more`);
  return { strategy, parameters, settings: { ...settings, barMs: TIMEFRAME_MS[timeframe], funding }, history: [] };
}

/** Stored funding since the session began; null on spot and where there is none, as a backtest has it. */
export async function fundingOf(ctx: Pick<Ctx, "db">, session: RunningSession): Promise<FundingColumns | null> {
  if (session.settings.market !== "swap") return null;
  const stored = await loadFunding(ctx, session, session.firstBarMs);
  return stored.time.length === 0 ? null : stored;
}
