import type { Dec } from "@/lib/kernel/decimal";
import { DAY_MS, type UtcMs } from "@/lib/kernel/time";
import { returnFigures } from "@/lib/trading/stats/return-figures";

const DAYS_A_YEAR = 365;

export interface AccountFigures {
  /** [ms, capital and results so far] at the start and after each closed position, oldest first. */
  readonly equity: readonly (readonly [time: number, equity: number])[];
  /** Of the equity at the end of each UTC day, as metrics v1 has it; null under 30 of them, or where nothing changed. */
  readonly sharpeDaily: number | null;
}

/** What closed positions made of the session's capital. `closed` in the order of time; `until`: when it ended, or now. */
export function accountFigures({
  capital,
  from,
  until,
  closed,
}: {
  readonly capital: number;
  readonly from: UtcMs;
  readonly until: UtcMs;
  readonly closed: readonly { readonly at: UtcMs; readonly result: Dec }[];
}): AccountFigures {
  const equity: [number, number][] = [[from, capital]];
  let sum = capital;
  for (const { at, result } of closed) {
    sum += result.toNumber();
    equity.push([at, sum]);
  }
  const firstDay = Math.floor(from / DAY_MS);
  const last = Math.max(until, closed.at(-1)?.at ?? from);
  const days = new Float64Array(Math.floor(last / DAY_MS) - firstDay + 1);
  let row = 0;
  for (let day = 0; day < days.length; day += 1) {
    while ((equity[row + 1]?.[0] ?? Number.POSITIVE_INFINITY) < (firstDay + day + 1) * DAY_MS) row += 1;
    days[day] = equity[row]?.[1] ?? capital;
  }
  return { equity, sharpeDaily: returnFigures(days, DAYS_A_YEAR).sharpe };
}
