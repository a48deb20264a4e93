import { CSCV_BLOCKS } from "@/lib/trading/validation/block-sums";

/** Blocks of the overfitting test hold at least two daily returns each. */
export const DAYS_MIN = CSCV_BLOCKS * 2 + 1;

/** Simple returns from day to day; 0 where nothing was left to have a return on. */
export function returnsOf(daily: Float64Array): Float64Array {
  const returns = new Float64Array(Math.max(0, daily.length - 1));
  let last = daily[0] ?? 0;
  for (let day = 1; day < daily.length; day += 1) {
    const value = daily[day] ?? 0;
    returns[day - 1] = last > 0 ? value / last - 1 : 0;
    last = value;
  }
  return returns;
}
