import { addJob } from "@/lib/events/add-job";
import { tradeViews } from "@/lib/features/backtests/view";
import { dataHash } from "@/lib/features/candles/candle-chunk";
import { loadBars } from "@/lib/features/candles/load-bars";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS, HOUR_MS, type UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { ENGINE_VERSION } from "@/lib/trading/engine/version";
import { BAR_COLUMNS, type Bars, barsOf, firstRowAt } from "@/lib/trading/market/bars";
import { fedCandles, tradesOf } from "./fed-repository.ts";
import { compareTrades, type ParityReport } from "./parity.ts";
import { askForParity, lookForParity, putParity } from "./parity-repository.ts";
import { findSession } from "./repository.ts";
import { fundingOf, groundOf } from "./seat.ts";
import type { RunningSession } from "./trading-session.ts";

export const PARITY_JOB = "trading-sessions.parity";

/** UTC hour after which the nightly check is due. */
const NIGHT_HOUR = 2;

/** Asks the worker to check an own session now; pressing twice asks once. */
export async function requestParity(ctx: Ctx, { userId }: Actor, id: string): Promise<Result<null, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    if (!(await askForParity(tx, ctx.clock.now(), userId, id))) return refuse("not_found");
    await addJob(tx, PARITY_JOB, { id }, { key: `${PARITY_JOB} ${id}` });
    return done(null);
  });
}

/** Every night: each session that took candles since its last check; one that cannot be checked holds up none after it. @returns how many were checked */
export async function checkChangedSessions(ctx: Pick<Ctx, "db" | "clock" | "log">, stop: AbortSignal): Promise<number> {
  let checked = 0;
  for (const id of await lookForParity(ctx.db, lastNight(ctx.clock.now()))) {
    if (stop.aborted) break;
    try {
      await checkParity(ctx, id);
      checked += 1;
    } catch (error) {
      ctx.log.error(
        { tradingSessionId: id, err: error },
        "a trading session could not be checked against the backtest",
      );
    }
  }
  return checked;
}

function lastNight(now: UtcMs): number {
  return Math.floor((now - NIGHT_HOUR * HOUR_MS) / DAY_MS) * DAY_MS + NIGHT_HOUR * HOUR_MS;
}

/**
 * Replays a session through the backtest, over the very candles that it was fed, and keeps what came of it. Candles that the store holds
 * otherwise by now are counted beside it: they change no score, since the session could not know them.
 */
export async function checkParity(ctx: Pick<Ctx, "db" | "clock">, id: string): Promise<ParityReport | null> {
  const session = await findSession(ctx.db, id);
  if (session === null || session.bars === 0) return null;
  const fed = await fedCandles(ctx.db, session);
  if (fed.length !== session.bars) return null; // let go of (prune-candles.ts)
  const bars = barsOf(fed);
  const ground = groundOf(session, await fundingOf(ctx, session));
  const result = runBacktest(bars, ground.strategy, ground.parameters, ground.settings);
  const compared = compareTrades(await tradesOf(ctx.db, session), tradeViews(result, bars.time));
  const report: ParityReport = {
    ...compared,
    bars: bars.length,
    dataHash: dataHash(bars, session.timeframe),
    equityDifference: fed.reduce(
      (most, { equity }, row) => Math.max(most, Math.abs(equity - (result.equity[row] ?? Number.NaN))),
      0,
    ),
    candlesChanged: await candlesChanged(ctx, session, bars),
    engineVersion: ENGINE_VERSION,
  };
  await putParity(ctx.db, ctx.clock.now(), session, report);
  return report;
}

/** Candles of the session's time that the store has otherwise, has not, or has beside them. */
async function candlesChanged(ctx: Pick<Ctx, "db">, session: RunningSession, fed: Bars): Promise<number | null> {
  const loaded = await loadBars(ctx, session, { from: session.firstBarMs, to: session.nextBarMs });
  if (!loaded.ok) return null;
  const stored = loaded.value.bars;
  let same = 0;
  for (let row = 0; row < fed.length; row += 1) {
    const at = firstRowAt(stored, fed.time[row] ?? 0);
    if (BAR_COLUMNS.every((name) => stored[name][at] === fed[name][row])) same += 1;
  }
  return fed.length - same + (stored.length - same);
}
