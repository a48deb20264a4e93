import { DAY_MS } from "@/lib/kernel/time";
import type { RunResult } from "@/lib/trading/backtest/result";
import { annualisedOf, type Metrics } from "@/lib/trading/stats/metrics";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import { joinTrades, shiftTrades } from "./join-trades.ts";
import type { Choice } from "./walk-forward.ts";
import type { Window } from "./windows.ts";

/** One window as a page shows it. Times are milliseconds UTC, [from, to). Percent numbers; null where nothing was chosen or defined. */
export interface WindowRow {
  readonly window: number;
  readonly inSample: { readonly from: number; readonly to: number };
  readonly outOfSample: { readonly from: number; readonly to: number };
  readonly parameters: ParameterValues | null;
  readonly score: number | null;
  readonly trials: number;
  readonly inSampleReturnPct: number | null;
  readonly inSampleAnnualPct: number | null;
  readonly outOfSampleReturnPct: number;
  readonly outOfSampleAnnualPct: number | null;
  /** Of the yearly figures of this row: "measured" where both parts are a year or longer. */
  readonly annualised: Metrics["annualised"];
  /** Annualised return out of sample over that in sample; null when the latter is not above 0. */
  readonly efficiency: number | null;
  readonly trades: number;
}

export interface StageReport {
  readonly name: string;
  readonly windows: readonly WindowRow[];
  /** Sets tried in all windows. */
  readonly trials: number;
  /** Bars of the whole data that the out-of-sample windows span. */
  readonly from: number;
  readonly to: number;
  /**
   * One run through all out-of-sample windows, each with the money that the one before left; bars count from `from`. Between windows and
   * where nothing was chosen equity stands still. `measure` takes it with `sliceBars(bars, from, to)`.
   */
  readonly stitched: RunResult;
  /** Annualised return of the stitched curve over the mean annualised return in sample; null when the latter is not above 0. */
  readonly efficiency: number | null;
  /** Part of the windows that ended with more than they began with. */
  readonly profitableShare: number;
}

interface StageParts {
  readonly name: string;
  readonly windows: readonly Window[];
  readonly choices: readonly (Choice | null)[];
  readonly results: readonly (RunResult | null)[];
  readonly time: Float64Array;
  readonly barMs: number;
  readonly cash: number;
}

/** Source of the efficiency: Pardo, "The Evaluation and Optimization of Trading Strategies", 2nd ed. 2008, chapter 11. */
export function stageReport({ name, windows, choices, results, time, barMs, cash }: StageParts): StageReport {
  const from = windows[0]?.outFrom ?? 0;
  const to = windows.at(-1)?.outTo ?? from;
  const spanOf = (first: number, end: number) => ({ from: time[first] ?? 0, to: (time[end - 1] ?? 0) + barMs });
  const equity = new Float64Array(to - from);
  let money = cash;
  let filled = 0;
  const rows = windows.map((window, w): WindowRow => {
    const result = results[w] ?? null;
    const start = money;
    equity.fill(money, filled, window.outFrom - from);
    if (result === null) equity.fill(money, window.outFrom - from, window.outTo - from);
    else equity.set(result.equity, window.outFrom - from);
    filled = window.outTo - from;
    money = result?.equity.at(-1) ?? money;
    const choice = choices[w] ?? null;
    const inSample = spanOf(window.inFrom, window.inTo);
    const outOfSample = spanOf(window.outFrom, window.outTo);
    const inSampleReturnPct = choice?.best?.figures.return ?? null;
    const inSampleAnnualPct = inSampleReturnPct === null ? null : annualPct(1 + inSampleReturnPct / 100, inSample);
    const outOfSampleAnnualPct = annualPct(money / start, outOfSample);
    return {
      window: w,
      inSample,
      outOfSample,
      parameters: choice?.parameters ?? null,
      score: choice?.best?.score ?? null,
      trials: choice?.trials ?? 0,
      inSampleReturnPct,
      inSampleAnnualPct,
      outOfSampleReturnPct: start > 0 ? (money / start - 1) * 100 : 0,
      outOfSampleAnnualPct,
      annualised: annualisedOf(Math.min(yearsOf(inSample), yearsOf(outOfSample))),
      efficiency: ratio(outOfSampleAnnualPct, inSampleAnnualPct),
      trades: result?.trades.length ?? 0,
    };
  });
  const ran = results.flatMap((result, w) =>
    result === null ? [] : [{ result, offset: (windows[w]?.outFrom ?? 0) - from }],
  );
  const refused: Record<string, number> = {};
  for (const { result } of ran)
    for (const [reason, n] of Object.entries(result.refused)) refused[reason] = (refused[reason] ?? 0) + n;
  const annual = rows.flatMap((row) => (row.inSampleAnnualPct === null ? [] : [row.inSampleAnnualPct]));
  const meanAnnual = annual.length === 0 ? null : annual.reduce((sum, value) => sum + value, 0) / annual.length;
  return {
    name,
    windows: rows,
    trials: rows.reduce((sum, row) => sum + row.trials, 0),
    from,
    to,
    stitched: {
      trades: joinTrades(ran.map(({ result, offset }) => shiftTrades(result.trades, offset))),
      open: [],
      equity,
      barsInMarket: ran.reduce((sum, { result }) => sum + result.barsInMarket, 0),
      refused,
    },
    efficiency: ratio(annualPct(money / cash, spanOf(from, to)), meanAnnual),
    profitableShare: rows.filter((row) => row.outOfSampleReturnPct > 0).length / Math.max(1, rows.length),
  };
}

/** Years of 365.25 days. */
function yearsOf({ from, to }: { readonly from: number; readonly to: number }): number {
  return (to - from) / DAY_MS / 365.25;
}

/** Growth a year of 365.25 days, in percent; null when nothing is left, or the window is so short that the year has no number. */
function annualPct(growth: number, span: { readonly from: number; readonly to: number }): number | null {
  const years = yearsOf(span);
  const pct = growth > 0 && years > 0 ? (growth ** (1 / years) - 1) * 100 : Number.NaN;
  return Number.isFinite(pct) ? pct : null;
}

function ratio(outside: number | null, inside: number | null): number | null {
  return outside === null || inside === null || inside <= 0 ? null : outside / inside;
}
