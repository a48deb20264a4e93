import type { Study } from "@/lib/trading/indicators/study";
import { type Bars, sliceBars } from "@/lib/trading/market/bars";
import type { Columns } from "@/lib/trading/strategies/strategy";
import type { Difference } from "./first-difference.ts";

/** Bars that streams are followed over. */
const STREAMED = 5_000;

/** The first bar at which a study gives another value live (one bar at a time, no later one there) than it gave over the whole history. */
export function streamDifference(
  studies: Readonly<Record<string, Study>>,
  bars: Bars,
  lines: Columns["lines"],
): Difference | null {
  let earliest: Difference | null = null;
  const known = sliceBars(bars, 0, STREAMED);
  for (const [name, study] of Object.entries(studies)) {
    const stream = study.stream();
    const values = new Float64Array(study.lines.length);
    for (let i = 0; i < (earliest?.bar ?? known.length); i += 1) {
      stream.next(known, i, values);
      for (const [k, line] of study.lines.entries()) {
        const full = study.lines.length === 1 ? name : `${name}.${line}`;
        const whole = lines[full]?.[i] ?? Number.NaN;
        const live = values[k] ?? Number.NaN;
        if (whole !== live && !Object.is(whole, live)) {
          earliest = { bar: i, kind: "line", name: full, first: String(whole), second: String(live) };
          break;
        }
      }
    }
  }
  return earliest;
}
