import { type BlockSums, blockLength, blockSumsOf, CSCV_BLOCKS } from "./block-sums.ts";
import { momentsOf } from "./moments.ts";

/** Numbers that a trial leaves: block sums and squares of its daily returns, and their Sharpe ratio. */
const NUMBERS = 2 * CSCV_BLOCKS + 1;

/**
 * What stays of each trial's daily returns, a row a trial: 33 numbers, whatever the length. One flat column, so that threads may write
 * their rows into shared memory. Rows of NaN: not noted, or an account that came to nothing.
 */
export interface TrialReturns {
  readonly rows: number;
  /** Daily returns of a trial; all have the same days. */
  readonly days: number;
  readonly numbers: Float64Array;
}

/** Room for `rows` trials over `days` points of daily equity. `make` may give shared memory. */
export function emptyTrialReturns(
  rows: number,
  days: number,
  make = (length: number): Float64Array => new Float64Array(length),
): TrialReturns {
  return { rows, days: Math.max(0, days - 1), numbers: make(rows * NUMBERS).fill(Number.NaN) };
}

/** Whether there are enough days to cut them into blocks. */
export function canCut({ days }: TrialReturns): boolean {
  return blockLength(days) >= 2;
}

/** Writes row `row` from a trial's equity at the end of each day. */
export function noteTrial(trials: TrialReturns, row: number, dailyEquity: Float64Array): void {
  const returns = dailyReturns(dailyEquity);
  const at = row * NUMBERS;
  if (returns === null || returns.length !== trials.days) {
    trials.numbers.fill(Number.NaN, at, at + NUMBERS);
    return;
  }
  if (canCut(trials)) {
    const { sums, squares } = blockSumsOf(returns);
    trials.numbers.set(sums, at);
    trials.numbers.set(squares, at + CSCV_BLOCKS);
  }
  trials.numbers[at + 2 * CSCV_BLOCKS] = dailySharpe(returns);
}

/** Simple returns between the days; null when the account came to nothing: a return on nothing is no number. */
export function dailyReturns(dailyEquity: Float64Array): Float64Array | null {
  if (dailyEquity.length < 2 || !dailyEquity.every((equity) => equity > 0)) return null;
  return Float64Array.from(
    { length: dailyEquity.length - 1 },
    (_, n) => (dailyEquity[n + 1] ?? 0) / (dailyEquity[n] ?? 1) - 1,
  );
}

/** Sharpe ratio of one day (ddof 1); NaN without spread. */
export function dailySharpe(returns: Float64Array): number {
  const { n, mean, sd } = momentsOf(returns);
  return sd > 0 && n > 1 ? mean / (sd * Math.sqrt(n / (n - 1))) : Number.NaN;
}

/** Sharpe ratio of one day of each row. */
export function sharpesOf({ rows, numbers }: TrialReturns): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => numbers[row * NUMBERS + 2 * CSCV_BLOCKS] ?? Number.NaN);
}

/** Block sums of the rows that have any, at most `max` of them, taken at even distances. */
export function blocksOf(trials: TrialReturns, max: number): BlockSums[] {
  const length = blockLength(trials.days);
  const noted = Array.from({ length: trials.rows }, (_, row) => row * NUMBERS).filter(
    (at) => !Number.isNaN(trials.numbers[at]),
  );
  const taken = Math.min(noted.length, max);
  return Array.from({ length: taken }, (_, n) => {
    const at = noted[Math.floor((n * noted.length) / taken)] ?? 0;
    return {
      length,
      sums: trials.numbers.subarray(at, at + CSCV_BLOCKS),
      squares: trials.numbers.subarray(at + CSCV_BLOCKS, at + 2 * CSCV_BLOCKS),
    };
  });
}
