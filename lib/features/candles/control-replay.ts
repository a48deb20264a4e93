import { AppError } from "@/lib/kernel/errors";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { PriceUpdate } from "@/lib/ports/market-data";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { commandReplay, type ReplayCommand, startReplay } from "./replay.ts";
import { findReplay, lockReplay, putReplay, type ReplayRow } from "./replay-repository.ts";
import { madeFromOf, replaySeries, settingsOf } from "./replay-store.ts";
import { listTickerRows, priceUpdateOf } from "./ticker-repository.ts";

/** The replayed market as its control shows it. */
export interface ReplayView {
  /** Up to here every point was walked; null before the first one. */
  readonly marketTime: string | null;
  readonly speed: number;
  readonly paused: boolean;
  /** Bars of a step that is still being walked. */
  readonly stepBars: number;
  /** Where the candles end and prices stop. */
  readonly endsAt: string | null;
  readonly generated: boolean;
  readonly prices: readonly PriceUpdate[];
}

const LOOK_MS = 20;
/** Walking is some 1,000 points a second; a longer step goes on after the answer, which then says so by `stepBars`. */
const WAIT_MS = 30_000;

/**
 * Tells the replayed market where to go. With `from` or `step` it waits until the worker has walked there and all that the prices caused in
 * signals is committed.
 * @throws AppError "unavailable" when no worker walks
 */
export async function controlReplay(
  ctx: Pick<Ctx, "db" | "clock">,
  command: ReplayCommand,
): Promise<Result<ReplayView, "invalid" | "conflict">> {
  const commanded = await ctx.db.transaction(async (tx): Promise<Result<ReplayRow, "invalid" | "conflict">> => {
    const row = await lockReplay(tx);
    if (row === null) return refuse("conflict", "The worker has not started the replayed market yet.");
    const settings = settingsOf(row.madeFrom);
    const series = await replaySeries(tx, settings);
    if (series.length === 0) return refuse("conflict", "No candles are stored for the replay.");
    const madeFrom = madeFromOf(settings, series);
    const now = ctx.clock.now();
    // Real candles that were imported a moment ago are another market: the command is about them, not about what the worker still plays.
    const standing =
      madeFrom === row.madeFrom
        ? row
        : { ...startReplay(series, settings, now), revision: row.revision, paused: row.paused };
    const state = commandReplay(standing, command, series, now);
    if (!state.ok) return state;
    await putReplay(tx, state.value, madeFrom);
    return done({ ...state.value, madeFrom });
  });
  if (!commanded.ok) return commanded;
  if (command.from !== undefined || command.step !== undefined) await untilWalked(ctx, commanded.value);
  return done(await replayView(ctx));
}

/** The replayed market as it stands. */
export async function replayView(ctx: Pick<Ctx, "db">): Promise<ReplayView> {
  const row = await findReplay(ctx.db);
  const series = row === null ? [] : await replaySeries(ctx.db, settingsOf(row.madeFrom));
  const symbols = new Set(series.map((one) => `${one.exchange} ${one.instrument.symbol}`));
  const tickers = (await listTickerRows(ctx.db)).filter((ticker) => symbols.has(`${ticker.exchange} ${ticker.symbol}`));
  const ends = series.map((one) => one.toMs + TIMEFRAME_MS[one.timeframe]);
  return {
    marketTime: row === null ? null : toIso(utcMs(row.walkedMs)),
    speed: row?.speed ?? 1,
    paused: row?.paused ?? false,
    stepBars: row?.stepBars ?? 0,
    endsAt: ends.length === 0 ? null : toIso(utcMs(Math.max(...ends))),
    generated: series.some((one) => one.source === "generated"),
    prices: tickers.map(priceUpdateOf),
  };
}

async function untilWalked({ db }: Pick<Ctx, "db">, commanded: ReplayRow): Promise<void> {
  const until = performance.now() + WAIT_MS;
  let walkedMs = commanded.walkedMs;
  while (performance.now() < until) {
    const row = await findReplay(db);
    if (row === null || row.revision !== commanded.revision || row.walkedMs >= commanded.anchorMarketMs) return;
    walkedMs = row.walkedMs;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  if (walkedMs === commanded.walkedMs)
    throw new AppError("unavailable", "The market was not walked within 30 seconds. Is the worker running?");
}
