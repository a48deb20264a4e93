import { DAY_MS } from "@/lib/kernel/time";
import type { RunResult } from "../backtest/result.ts";
import type { RunSettings } from "../engine/settings.ts";
import type { Bars } from "../market/bars.ts";
import { curveFigures } from "./curve-figures.ts";
import { dailyEquity } from "./days.ts";
import { returnFigures } from "./return-figures.ts";
import { type TradeFigures, tradeFigures } from "./trade-figures.ts";

const YEAR_DAYS = 365.25;

/**
 * Metrics v1: the formulas of ../shared/golden/README.md. Names that end in Pct are percent numbers, money is quote money. What is
 * undefined is null.
 */
export interface Metrics extends TradeFigures {
  readonly initialCash: number;
  readonly finalEquity: number;
  readonly netProfit: number;
  readonly returnPct: number;
  /** Growth a year. Null when nothing is left, no time went by, or it is beyond all numbers, as after a jump in minutes. */
  readonly cagrPct: number | null;
  /** Under one year of bars every yearly figure says more than was measured. */
  readonly annualised: "measured" | "extrapolated";
  /** From the first bar's open to the last bar's open, in years of 365.25 days. */
  readonly years: number;
  readonly bars: number;
  readonly sharpeDaily: number | null;
  readonly sharpeBar: number | null;
  readonly sortinoDaily: number | null;
  readonly volatilityDailyAnnPct: number | null;
  /** 0 or below. */
  readonly maxDrawdownPct: number;
  /** 0 or above. */
  readonly maxDrawdownAbs: number;
  readonly maxDrawdownDurationBars: number;
  /** Length of the longest drawdown in days. */
  readonly maxDrawdownDays: number;
  /** cagr / |max drawdown|; null without a drawdown. */
  readonly calmar: number | null;
  /** Fees of closed trades and of what is still open. */
  readonly feesPaid: number;
  /** Above 0: paid; below: received. Closed trades and what is still open. */
  readonly fundingPaid: number;
  /** Bars from entry bar to exit bar, both included, of all bars. */
  readonly exposurePct: number;
  /** Last close over first close: what holding from the first bar on would have brought, without fees. */
  readonly buyAndHoldPct: number;
}

export function measure(result: RunResult, bars: Bars, settings: Pick<RunSettings, "cash" | "barMs">): Metrics {
  const { equity, trades, open } = result;
  const { cash, barMs } = settings;
  const { length } = bars;
  const finalEquity = length > 0 ? (equity[length - 1] ?? cash) : cash;
  const years = yearsOf(bars);
  const daily = returnFigures(dailyEquity(bars.time, equity).equity, 365);
  const { drawdown, sharpe } = curveFigures(equity, (365 * DAY_MS) / barMs);
  const cagr = growthPerYear(finalEquity / cash, years);
  const figures = tradeFigures(trades);
  return {
    ...figures,
    initialCash: cash,
    finalEquity,
    netProfit: finalEquity - cash,
    returnPct: (finalEquity / cash - 1) * 100,
    cagrPct: cagr === null ? null : cagr * 100,
    annualised: annualisedOf(years),
    years,
    bars: length,
    sharpeDaily: daily.sharpe,
    sharpeBar: sharpe,
    sortinoDaily: daily.sortino,
    volatilityDailyAnnPct: daily.volatilityPct,
    maxDrawdownPct: drawdown.ratio * 100,
    maxDrawdownAbs: drawdown.amount,
    maxDrawdownDurationBars: drawdown.points,
    maxDrawdownDays: (drawdown.points * barMs) / DAY_MS,
    calmar: calmarOf(cagr, drawdown.ratio),
    feesPaid: open.reduce((sum, entry) => sum + entry.entryFee, figures.totalFees),
    fundingPaid: open.reduce((sum, entry) => sum - entry.funding, paid(trades.funding, trades.length)),
    exposurePct: length > 0 ? (result.barsInMarket / length) * 100 : 0,
    buyAndHoldPct: length > 0 ? ((bars.close[length - 1] ?? 0) / (bars.close[0] ?? 0) - 1) * 100 : 0,
  };
}

export function annualisedOf(years: number): Metrics["annualised"] {
  return years >= 1 ? "measured" : "extrapolated";
}

/** From the first bar's open to the last bar's open. */
export function yearsOf({ time, length }: Bars): number {
  return length > 0 ? ((time[length - 1] ?? 0) - (time[0] ?? 0)) / DAY_MS / YEAR_DAYS : 0;
}

/** Yearly growth of a curve that became `growth` times as much in `years`, as a fraction; null where no number can hold it: a jump in minutes. */
export function growthPerYear(growth: number, years: number): number | null {
  const yearly = growth > 0 && years > 0 ? growth ** (1 / years) - 1 : Number.NaN;
  return Number.isFinite(yearly * 100) ? yearly : null;
}

/** `ratio`: the drawdown as a fraction, 0 or below. */
export function calmarOf(cagr: number | null, ratio: number): number | null {
  const calmar = cagr === null || ratio === 0 ? Number.NaN : cagr / -ratio;
  return Number.isFinite(calmar) ? calmar : null;
}

function paid(funding: Float64Array, count: number): number {
  let sum = 0;
  for (let row = 0; row < count; row++) sum -= funding[row] ?? 0;
  return sum;
}
