import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS, utcDay, utcMs } from "@/lib/kernel/time";
import { curveFigures } from "@/lib/trading/stats/curve-figures";
import { annualisedOf, calmarOf, growthPerYear, type Metrics } from "@/lib/trading/stats/metrics";
import { returnFigures } from "@/lib/trading/stats/return-figures";
import { correlation } from "./correlation.ts";

/** One run to compare: its equity at the end of each UTC day that had a bar. */
export interface ComparedRun {
  readonly name: string;
  /** Starts of the days, milliseconds UTC, rising. */
  readonly time: Float64Array;
  readonly equity: Float64Array;
}

/** Figures over the shared days, by the formulas of metrics v1 on daily equity. Null where not defined. */
export interface ComparedFigures {
  readonly name: string;
  readonly returnPct: number;
  readonly cagrPct: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly volatilityPct: number | null;
  readonly maxDrawdownPct: number;
  readonly calmar: number | null;
}

export interface Comparison {
  /** First and last shared day, `YYYY-MM-DD` UTC, and how many days every run has between them. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Whether any run had days beyond these: then its figures here differ from those of its own report. */
  readonly isCut: boolean;
  /** Under one year of shared days every yearly figure says more than was measured. */
  readonly annualised: Metrics["annualised"];
  readonly figures: readonly ComparedFigures[];
  /** Equity of each run at the shared days, 100 at the first one. */
  readonly curves: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly times: readonly number[];
  /** Of daily returns; `correlations[a][b]`, null when one of them does not vary. */
  readonly correlations: readonly (readonly (number | null)[])[];
}

export const COMPARED_MAX = 4;

/**
 * Two to four runs side by side over the days that all of them have, so that nobody shines by a kinder period.
 * Refused: the wrong number of runs (`count`), fewer than two shared days (`no_shared_period`), a run that came to nothing on the first
 * shared day (`nothing_left`).
 */
export function compareRuns(
  runs: readonly ComparedRun[],
): Result<Comparison, "count" | "no_shared_period" | "nothing_left"> {
  if (runs.length < 2 || runs.length > COMPARED_MAX)
    return refuse("count", `Choose two to ${COMPARED_MAX} runs to compare.`);
  const shared = sharedDays(runs);
  const [first, last] = [shared[0], shared.at(-1)];
  if (first === undefined || last === undefined || shared.length < 2) {
    const spans = runs.map(({ name, time }) => `${name}: ${dayOf(time[0])} to ${dayOf(time.at(-1))}`).join("; ");
    return refuse("no_shared_period", `These runs share no two days (${spans}). Run them over the same period.`);
  }
  const cut = runs.map(({ name, time, equity }) => ({ name, equity: equityAt(time, equity, shared) }));
  const gone = cut.find(({ equity }) => !((equity[0] ?? 0) > 0));
  if (gone !== undefined)
    return refuse("nothing_left", `${gone.name} has nothing left on ${dayOf(first)}, so its returns have no meaning.`);
  const returns = cut.map(({ equity }) =>
    Float64Array.from({ length: equity.length - 1 }, (_, n) => (equity[n + 1] ?? 0) / (equity[n] ?? 1) - 1),
  );
  const years = (last - first) / DAY_MS / 365.25;
  return done({
    from: dayOf(first),
    to: dayOf(last),
    days: shared.length,
    isCut: runs.some(({ time }) => time.length !== shared.length),
    annualised: annualisedOf(years),
    figures: cut.map(({ name, equity }) => figuresOf(name, equity, years)),
    curves: cut.map(({ name, equity }) => ({
      name,
      values: Array.from(equity, (value) => (value / (equity[0] ?? 1)) * 100),
    })),
    times: [...shared],
    correlations: returns.map((a) => returns.map((b) => correlation(a, b))),
  });
}

function sharedDays(runs: readonly ComparedRun[]): Float64Array {
  const [first, ...others] = runs.map(({ time }) => time);
  const known = others.map((time) => new Set(time));
  return (first ?? new Float64Array()).filter((day) => known.every((days) => days.has(day)));
}

function equityAt(time: Float64Array, equity: Float64Array, days: Float64Array): Float64Array {
  const rowOf = new Map(Array.from(time, (day, row) => [day, row]));
  return days.map((day) => equity[rowOf.get(day) ?? -1] ?? Number.NaN);
}

function figuresOf(name: string, equity: Float64Array, years: number): ComparedFigures {
  const growth = (equity.at(-1) ?? 0) / (equity[0] ?? 1);
  const cagr = growthPerYear(growth, years);
  const { sharpe, sortino, volatilityPct } = returnFigures(equity, 365);
  const { ratio } = curveFigures(equity, 365).drawdown;
  return {
    name,
    returnPct: (growth - 1) * 100,
    cagrPct: cagr === null ? null : cagr * 100,
    sharpe,
    sortino,
    volatilityPct,
    maxDrawdownPct: ratio * 100,
    calmar: calmarOf(cagr, ratio),
  };
}

function dayOf(time: number | undefined): string {
  return time === undefined ? "no day" : utcDay(utcMs(time));
}
