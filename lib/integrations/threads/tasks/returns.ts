import { dayEnds } from "@/lib/trading/stats/days";
import { CSCV_BLOCKS } from "@/lib/trading/validation/block-sums";

/** Daily returns fill 16 blocks of at least three days; a shorter history is looked at bar by bar. */
const DAYS_MIN = CSCV_BLOCKS * 3;

/** Rows of the equity between which returns are taken: the last of each UTC day, or each bar. Null: too few for anything. */
export function returnRows(time: Float64Array): Int32Array | null {
  const days = dayEnds(time);
  if (days.length > DAYS_MIN) return days;
  return time.length > CSCV_BLOCKS * 2 ? Int32Array.from(time, (_, row) => row) : null;
}

/** Simple returns between those rows; 0 where nothing was left to have a return on. */
export function returnsOf(equity: Float64Array, rows: Int32Array): Float64Array {
  const returns = new Float64Array(rows.length - 1);
  let last = equity[rows[0] ?? 0] ?? 0;
  for (let n = 1; n < rows.length; n += 1) {
    const value = equity[rows[n] ?? 0] ?? 0;
    returns[n - 1] = last > 0 ? value / last - 1 : 0;
    last = value;
  }
  return returns;
}
