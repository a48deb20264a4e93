import type { Series } from "@/lib/trading/strategies/strategy";

/** The questions of Pine's ta over lines as a decision sees them. An undefined value (NaN) answers false, or NaN. */

/** Whether `a` is above `b` and was not at the bar before. */
export function crossover(a: Series, b: Series | number): boolean {
  // apart, since a value that is either a line's or the number itself is made an object at each bar
  return typeof b === "number" ? risesAbove(a, b) : a.now > b.now && a.ago(1) <= b.ago(1);
}

function risesAbove(line: Series, level: number): boolean {
  return line.now > level && line.ago(1) <= level;
}

/** Whether `a` is below `b` and was not at the bar before. */
export function crossunder(a: Series, b: Series | number): boolean {
  return typeof b === "number" ? fallsBelow(a, b) : a.now < b.now && a.ago(1) >= b.ago(1);
}

function fallsBelow(line: Series, level: number): boolean {
  return line.now < level && line.ago(1) >= level;
}

export function cross(a: Series, b: Series | number): boolean {
  return crossover(a, b) || crossunder(a, b);
}

/** This bar's value less that of `bars` bars before. */
export function change(line: Series, bars = 1): number {
  return line.now - line.ago(bars);
}

/** Highest of the last `bars` values, this bar's included; NaN when one of them is undefined. */
export function highest(line: Series, bars: number): number {
  let most = line.now;
  for (let n = 1; n < bars; n++) most = Math.max(most, line.ago(n));
  return most;
}

/** Lowest of the last `bars` values, this bar's included; NaN when one of them is undefined. */
export function lowest(line: Series, bars: number): number {
  let least = line.now;
  for (let n = 1; n < bars; n++) least = Math.min(least, line.ago(n));
  return least;
}

/** Bars since the condition (any number but 0 and NaN is true) was true, looking back `within` bars; NaN when it was not. */
export function barsSince(condition: Series, within: number): number {
  for (let n = 0; n <= within; n++) if (isTrue(condition.ago(n))) return n;
  return Number.NaN;
}

/** The line's value when the condition was true for the last time (`occurrence` 0), the time before (1), ..., within `within` bars; else NaN. */
export function valueWhen(condition: Series, line: Series, occurrence: number, within: number): number {
  let seen = 0;
  for (let n = 0; n <= within; n++) {
    if (isTrue(condition.ago(n)) && seen++ === occurrence) return line.ago(n);
  }
  return Number.NaN;
}

/** The value `right` bars ago if it is above the `left` values before it and not below the `right` ones after it, else NaN. */
export function pivotHigh(line: Series, left: number, right: number): number {
  const top = line.ago(right);
  for (let n = 0; n < right; n++) if (!(line.ago(n) <= top)) return Number.NaN;
  for (let n = right + 1; n <= right + left; n++) if (!(line.ago(n) < top)) return Number.NaN;
  return top;
}

/** The value `right` bars ago if it is below the `left` values before it and not above the `right` ones after it, else NaN. */
export function pivotLow(line: Series, left: number, right: number): number {
  const bottom = line.ago(right);
  for (let n = 0; n < right; n++) if (!(line.ago(n) >= bottom)) return Number.NaN;
  for (let n = right + 1; n <= right + left; n++) if (!(line.ago(n) > bottom)) return Number.NaN;
  return bottom;
}

function isTrue(value: number): boolean {
  return value !== 0 && !Number.isNaN(value);
}
