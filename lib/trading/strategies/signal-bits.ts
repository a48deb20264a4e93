import { SIGNAL } from "./strategy.ts";

/** What each of four bits means when a line crosses upward and downward: the shape that crossing strategies share. */
export interface CrossBits {
  readonly up: number;
  readonly down: number;
}

/** `long`: in on the way up, out on the way down. `reverse`: always on one side or the other. */
export const CROSS_BITS: Readonly<Record<"long" | "reverse", CrossBits>> = {
  long: { up: SIGNAL.enterLong, down: SIGNAL.exitLong },
  reverse: { up: SIGNAL.enterLong | SIGNAL.exitShort, down: SIGNAL.enterShort | SIGNAL.exitLong },
};

/**
 * Writes `bits.up` where `a` is above `b` and was not on the bar before, `bits.down` where it is below and was not; both lines have to be
 * defined on both bars. Equal is neither above nor below, so a touch and a turn back is a cross (Pine ta.crossover, ta.crossunder).
 */
export function markCrosses(
  a: Float64Array,
  b: Float64Array,
  { up, down }: CrossBits,
  from: number,
  to: number,
  out: Uint8Array,
): void {
  // crosses are few: all is wiped at once, and only they are written
  out.fill(0, from, to);
  let before = from > 0 ? Math.sign((a[from - 1] ?? Number.NaN) - (b[from - 1] ?? Number.NaN)) : Number.NaN;
  for (let i = from; i < to; ) {
    const one = a[i] ?? Number.NaN;
    const other = b[i] ?? Number.NaN;
    if (one > other) {
      if (before <= 0) out[i] = up;
      before = 1;
      i = endAbove(a, b, i + 1, to);
    } else if (one < other) {
      if (before >= 0) out[i] = down;
      before = -1;
      i = endAbove(b, a, i + 1, to);
    } else {
      before = one - other;
      i++;
    }
  }
}

/** First bar of [from, to) at which `a` is not above `b`; `to` when there is none. A line stays on its side for long, so four bars are a turn. */
function endAbove(a: Float64Array, b: Float64Array, from: number, to: number): number {
  let i = from;
  for (; i < to - 3; i += 4) {
    if (!((a[i] ?? Number.NaN) > (b[i] ?? Number.NaN))) return i;
    if (!((a[i + 1] ?? Number.NaN) > (b[i + 1] ?? Number.NaN))) return i + 1;
    if (!((a[i + 2] ?? Number.NaN) > (b[i + 2] ?? Number.NaN))) return i + 2;
    if (!((a[i + 3] ?? Number.NaN) > (b[i + 3] ?? Number.NaN))) return i + 3;
  }
  while (i < to && (a[i] ?? Number.NaN) > (b[i] ?? Number.NaN)) i++;
  return i;
}
