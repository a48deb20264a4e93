import { invariant } from "@/lib/kernel/errors";
import { createRandom, type Random } from "@/lib/kernel/random";
import { quantile } from "./quantile.ts";
import { shuffle } from "./shuffle.ts";

export interface MonteCarloSetup {
  /** Results of the closed trades in their order: quote money, or with `compounding` parts of the equity before the trade. */
  readonly results: Float64Array;
  readonly cash: number;
  readonly compounding: boolean;
  /**
   * `shuffle`: every trade once, in another order: how bad could the way have been (the end is always the same). `bootstrap`: as many
   * trades, drawn with repeats (Efron 1979): how different could the end have been.
   */
  readonly draws: "shuffle" | "bootstrap";
  readonly runs: number;
  readonly seed: number;
}

/** Percentiles over all runs: 5 % of them lie below `p5`. */
export interface Percentiles {
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

export interface MonteCarlo {
  readonly runs: number;
  readonly trades: number;
  /** Equity after so many trades, from 0 to all of them, in at most 201 rows. */
  readonly bands: readonly ({ readonly trade: number } & Percentiles)[];
  readonly finalEquity: Percentiles;
  /** 0 or below: p5 is a drawdown that one run in twenty exceeds. */
  readonly maxDrawdownPct: Percentiles;
  /** Part of the runs that ended below the cash at the start. */
  readonly lossProbability: number;
  /** Part of the runs in which nothing was left at some moment; they stay at 0. */
  readonly ruinProbability: number;
}

const ROWS = 200;

/**
 * What other orders of the same trades would have given. The same seed gives the same bands.
 * @throws AppError "invariant" on no run, no cash, or a result that is no number
 */
export function monteCarlo(setup: MonteCarloSetup): MonteCarlo {
  const { results, cash, compounding, draws, runs, seed } = setup;
  invariant(Number.isSafeInteger(runs) && runs >= 1, `${runs} runs are none`);
  invariant(cash > 0, `${cash} is no cash to start with`);
  invariant(results.every(Number.isFinite), "a trade's result is no number");
  const trades = results.length;
  const rows = Math.min(trades, ROWS);
  const random = createRandom(seed);
  const order = results.slice();
  /** Equity at each row, all runs side by side, so that a band is a run of memory to sort. */
  const equityAt = Array.from({ length: rows + 1 }, () => new Float64Array(runs).fill(cash));
  const drawdowns = new Float64Array(runs);
  let ruined = 0;

  for (let run = 0; run < runs; run += 1) {
    reorder(order, results, draws, random);
    let equity = cash;
    let highest = cash;
    let drawdown = 0;
    let row = 1;
    let nextAt = tradesAt(row, rows, trades);
    for (let n = 0; n < trades; n += 1) {
      if (equity > 0) {
        const result = order[n] ?? 0;
        equity = Math.max(0, compounding ? equity * (1 + result) : equity + result);
        if (equity > highest) highest = equity;
        else drawdown = Math.min(drawdown, equity / highest - 1);
      }
      if (n + 1 === nextAt) {
        const column = equityAt[row];
        if (column !== undefined) column[run] = equity;
        row += 1;
        nextAt = tradesAt(row, rows, trades);
      }
    }
    if (equity === 0) ruined += 1;
    drawdowns[run] = drawdown * 100;
  }

  const finals = equityAt[rows] ?? new Float64Array();
  const losses = finals.reduce((count, equity) => count + Number(equity < cash), 0);
  return {
    runs,
    trades,
    bands: equityAt.map((column, row) => ({ trade: tradesAt(row, rows, trades), ...percentiles(column) })),
    finalEquity: percentiles(finals),
    maxDrawdownPct: percentiles(drawdowns),
    lossProbability: losses / runs,
    ruinProbability: ruined / runs,
  };
}

/**
 * Each trade's result as a part of the equity before it, for `compounding`: closed results only, one after the other. A trade on nothing
 * counts as 0.
 */
export function relativeResults(pnl: Float64Array, cash: number): Float64Array {
  let equity = cash;
  return pnl.map((result) => {
    const part = equity > 0 ? result / equity : 0;
    equity += result;
    return part;
  });
}

/** Trades done at a row; the last row is all of them. */
function tradesAt(row: number, rows: number, trades: number): number {
  return rows === 0 ? 0 : Math.round((row * trades) / rows);
}

function reorder(order: Float64Array, results: Float64Array, draws: "shuffle" | "bootstrap", random: Random): void {
  const count = order.length;
  if (draws === "bootstrap") {
    for (let n = 0; n < count; n += 1) order[n] = results[random.below(count)] ?? 0;
    return;
  }
  shuffle(order, random);
}

function percentiles(values: Float64Array): Percentiles {
  const sorted = values.slice().sort();
  return {
    p5: quantile(sorted, 0.05),
    p25: quantile(sorted, 0.25),
    p50: quantile(sorted, 0.5),
    p75: quantile(sorted, 0.75),
    p95: quantile(sorted, 0.95),
  };
}
