import { createRandom } from "@/lib/kernel/random";
import { createStudyColumns, prepareColumns } from "@/lib/trading/backtest/study-columns";
import type { RunSettings } from "@/lib/trading/engine/settings";
import { ta } from "@/lib/trading/indicators/catalogue";
import { type Bars, sliceBars } from "@/lib/trading/market/bars";
import type { ParameterValues, Strategy } from "@/lib/trading/strategies/strategy";
import { describeFault } from "./describe-fault.ts";
import { type Difference, firstDifference } from "./first-difference.ts";
import { FUTURES, withFuture } from "./other-future.ts";
import { decisionsOf, type RunRecord, recordRun } from "./record-run.ts";
import { streamDifference } from "./stream-difference.ts";

/** What the past was changed by: another future, a second run, or being asked one bar at a time as a live feed does. */
export type Cause = (typeof FUTURES)[number] | "repeated" | "barByBar";

export interface LookAheadFault extends Omit<Difference, "kind"> {
  readonly kind: Difference["kind"] | "throws";
  readonly cause: Cause;
  /** Open time of the bar. */
  readonly time: number;
  /** Bars that were the same in both runs. */
  readonly cut: number;
  /** The whole in a sentence. */
  readonly text: string;
}

export interface LookAheadReport {
  readonly isClean: boolean;
  /** The earliest bar first. One fault a cause at most. */
  readonly faults: readonly LookAheadFault[];
  /** Bars that were looked at, places where the future was changed, decisions that had to stay. */
  readonly bars: number;
  readonly cuts: number;
  readonly decisions: number;
}

/** What is tried is structural: more bars than this would show nothing new. */
const CHECKED_BARS_MAX = 100_000;
const CUTS = 24;

/**
 * Whether past decisions stay what they were when the future is taken away or changed, when the strategy runs a second time, and when it
 * is asked one bar at a time. Half of the cuts lie right after a decision, where a look one bar ahead shows; all lines of studies, decisions,
 * trades and equity before the cut must be equal to the bit.
 * @throws StrategyFailed when the strategy fails over the unchanged bars
 */
export function checkLookAhead(
  strategy: Strategy,
  parameters: ParameterValues,
  wholeBars: Bars,
  settings: RunSettings,
  { cuts: cutCount = CUTS, seed = 1 }: { readonly cuts?: number; readonly seed?: number } = {},
): LookAheadReport {
  const bars = sliceBars(wholeBars, 0, CHECKED_BARS_MAX);
  const full = recordRun(strategy, parameters, bars, settings);
  const cuts = cutsOf(bars.length, full, cutCount, seed);
  const found = new Map<Cause, LookAheadFault>();
  /** Keeps the earliest fault of a cause. A strategy that breaks over another future has looked for it. */
  const note = (cause: Cause, cut: number, differ: () => Difference | null): void => {
    const seen = differenceOrThrow(differ, cut);
    const known = found.get(cause);
    if (seen === null || (known !== undefined && known.bar <= seen.bar)) return;
    const fault = { ...seen, cause, cut, time: bars.time[seen.bar] ?? 0 };
    found.set(cause, { ...fault, text: describeFault(fault) });
  };
  const record = (seen: Bars): RunRecord => recordRun(strategy, parameters, seen, settings);

  note("repeated", bars.length, () => firstDifference(full, record(bars), bars.length));
  // What changes by itself would be blamed on every future.
  if (!found.has("repeated")) {
    for (const cut of cuts) {
      for (const future of FUTURES)
        note(future, cut, () => firstDifference(full, record(withFuture(bars, cut, future)), cut));
      note("barByBar", cut, () => oneBar(cut));
    }
    note("barByBar", bars.length, () => streamDifference(strategy.studies(parameters, ta), bars, full.lines));
  }

  return {
    isClean: found.size === 0,
    faults: [...found.values()].sort((a, b) => a.bar - b.bar),
    bars: bars.length,
    cuts: cuts.length,
    decisions: full.decisions.size,
  };

  /** The decision at the last bar before the cut, asked alone over the bars that a live feed would have. */
  function oneBar(cut: number): Difference | null {
    if (strategy.kind !== "signals") return null;
    const bar = cut - 1;
    const columns = prepareColumns(
      strategy,
      parameters,
      createStudyColumns(sliceBars(bars, 0, cut), Number.POSITIVE_INFINITY),
    );
    const first = full.decisions.get(bar) ?? "nothing";
    const second = decisionsOf(strategy, columns, parameters, bar, cut).get(bar) ?? "nothing";
    return first === second ? null : { bar, kind: "decision", name: "", first, second };
  }
}

function differenceOrThrow(
  differ: () => Difference | null,
  cut: number,
): Omit<LookAheadFault, "cause" | "cut" | "time" | "text"> | null {
  try {
    return differ();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { kind: "throws", bar: cut - 1, name: "", first: "no error", second: message };
  }
}

/** Half right after decisions unlike the bar's before, spread over the whole run; half anywhere; each once, rising. */
function cutsOf(length: number, full: RunRecord, count: number, seed: number): number[] {
  const random = createRandom(seed);
  const isNew = (bar: number): boolean => full.decisions.get(bar) !== full.decisions.get(bar - 1);
  const decided = [...full.decisions.keys()]
    .filter((bar) => bar >= 1 && bar < length - 2 && isNew(bar))
    .sort((a, b) => a - b);
  const half = Math.min(decided.length, Math.ceil(count / 2));
  const cuts = new Set<number>();
  for (let n = 0; n < half; n += 1)
    cuts.add((decided[Math.floor(((n + random.next()) * decided.length) / half)] ?? 1) + 1);
  if (length >= 4) for (let n = half; n < count; n += 1) cuts.add(2 + random.below(length - 3));
  return [...cuts].sort((a, b) => a - b);
}
