import { done, type Result, refuse } from "@/lib/kernel/result";
import { toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { ReplaySeries, ReplayState } from "@/lib/ports/market-data";
import { barStart, TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { shortestTimeframe } from "@/lib/trading/simulated/replay-grid";
import type { CandleSeries } from "./candle-series.ts";

export interface ReplayCommand {
  /** Market time to go to; rests or runs on from the open of the bar that holds it. */
  readonly from?: UtcMs | undefined;
  readonly speed?: number | undefined;
  readonly pause?: boolean | undefined;
  /** Whole bars to walk at once, every point of them; then the market rests at the next bar's open. */
  readonly step?: number | undefined;
}

/** What of the stored series a replay plays: the finest of each symbol, real bars before generated ones. */
export function playedSeries(
  stored: readonly CandleSeries[],
  wanted: { readonly symbols: readonly string[]; readonly generated: boolean },
): CandleSeries[] {
  const real = stored.filter((series) => series.source !== "generated" && !wanted.generated);
  const candidates = real.length > 0 ? real : stored.filter((series) => series.source === "generated");
  const finest = new Map<string, CandleSeries>();
  for (const series of candidates) {
    if (wanted.symbols.length > 0 && !wanted.symbols.includes(series.symbol)) continue;
    const name = `${series.exchange} ${series.symbol}`;
    const best = finest.get(name);
    if (best === undefined || TIMEFRAME_MS[series.timeframe] < TIMEFRAME_MS[best.timeframe]) finest.set(name, series);
  }
  return [...finest.values()];
}

/** Where a replay that was told nothing begins: the first time at which every series has a bar; where there is none, the very first bar. */
export function firstCommonBar(series: readonly Pick<ReplaySeries, "fromMs" | "toMs">[]): number {
  const common = Math.max(...series.map(({ fromMs }) => fromMs));
  return series.every(({ toMs }) => common <= toMs) ? common : Math.min(...series.map(({ fromMs }) => fromMs));
}

/** The state of a replay before its first point, at the open of the bar that holds `from`. */
export function startReplay(
  series: readonly ReplaySeries[],
  settings: { readonly from: number | null; readonly speed: number },
  now: UtcMs,
): ReplayState {
  const barOpen = barStart(settings.from ?? firstCommonBar(series), shortestOf(series));
  return {
    anchorMarketMs: barOpen,
    anchorClockMs: now,
    speed: settings.speed,
    paused: false,
    walkedMs: barOpen - 1,
    stepBars: 0,
    revision: 1,
  };
}

/** The state after a command. `step` rests when it is done. */
export function commandReplay(
  state: ReplayState,
  command: ReplayCommand,
  series: readonly ReplaySeries[],
  now: UtcMs,
): Result<ReplayState, "invalid"> {
  const timeframe = shortestOf(series);
  const startMs = Math.min(...series.map(({ fromMs }) => fromMs));
  const endMs = Math.max(...series.map((one) => one.toMs + TIMEFRAME_MS[one.timeframe]));
  const { from, step } = command;
  if (from !== undefined && (from < startMs || from >= endMs)) {
    const text = `From must lie in the stored candles: ${toIso(utcMs(startMs))} up to ${toIso(utcMs(endMs))}.`;
    return refuse("invalid", text, { from: [text] });
  }
  const barOpen = from === undefined ? null : barStart(from, timeframe);
  const common = { anchorClockMs: now, speed: command.speed ?? state.speed, revision: state.revision + 1 };
  const walkedMs = barOpen === null ? state.walkedMs : barOpen - 1;
  if (step !== undefined) {
    // Steps add up: one that is under way counts as done.
    const base = barOpen ?? (state.paused ? Math.max(state.walkedMs, state.anchorMarketMs) : standing(state));
    const anchorMarketMs = Math.min(barStart(base, timeframe) + step * TIMEFRAME_MS[timeframe], endMs);
    return done({ ...common, walkedMs, anchorMarketMs, paused: true, stepBars: step });
  }
  const paused = command.pause ?? state.paused;
  if (barOpen !== null) return done({ ...common, walkedMs, anchorMarketMs: barOpen, paused, stepBars: 0 });
  if (state.paused && command.pause === undefined)
    return done({ ...common, walkedMs, anchorMarketMs: state.anchorMarketMs, paused, stepBars: state.stepBars });
  const reached = state.paused || paused ? 0 : state.anchorMarketMs + (now - state.anchorClockMs) * state.speed;
  const anchorMarketMs = Math.max(standing(state), Math.min(reached, endMs));
  return done({ ...common, walkedMs, anchorMarketMs, paused, stepBars: 0 });
}

/** The last point walked, or the one that a command has named and that is not walked yet. */
function standing({ walkedMs, anchorMarketMs }: ReplayState): number {
  return anchorMarketMs === walkedMs + 1 ? anchorMarketMs : walkedMs;
}

function shortestOf(series: readonly Pick<ReplaySeries, "timeframe">[]): ReplaySeries["timeframe"] {
  return shortestTimeframe(series.map(({ timeframe }) => timeframe));
}
