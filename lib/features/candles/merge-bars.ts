import { toIso, utcMs } from "@/lib/kernel/time";
import { BAR_COLUMNS, type Bars, emptyBars, sliceBars } from "@/lib/trading/market/bars";

/** A bar that is stored with another value. */
export interface Difference {
  readonly time: number;
  readonly field: string;
  readonly stored: number;
  readonly given: number;
}

export interface MergedBars {
  /** Both together, in order; where they differ, the given ones. */
  readonly bars: Bars;
  readonly added: number;
  /** Given bars that are stored and equal. */
  readonly present: number;
  readonly differing: readonly Difference[];
}

/** Lays given bars over stored ones; both in order. */
export function mergeBars(stored: Bars | null, given: Bars): MergedBars {
  if (stored === null) return { bars: given, added: given.length, present: 0, differing: [] };
  const bars = emptyBars(stored.length + given.length);
  const differing: Difference[] = [];
  let [old, fresh, row, present] = [0, 0, 0, 0];
  while (old < stored.length || fresh < given.length) {
    const before = stored.time[old] ?? Number.POSITIVE_INFINITY;
    const after = given.time[fresh] ?? Number.POSITIVE_INFINITY;
    if (before === after) {
      const difference = differenceOf(stored, old, given, fresh);
      if (difference === null) present += 1;
      else differing.push(difference);
    }
    if (after <= before) copyRow(given, fresh, bars, row);
    else copyRow(stored, old, bars, row);
    row += 1;
    if (before <= after) old += 1;
    if (after <= before) fresh += 1;
  }
  const added = given.length - present - differing.length;
  return { bars: sliceBars(bars, 0, row), added, present, differing };
}

/** The first of them in words, and how many there are. */
export function describeDifferences(differences: readonly Difference[], count: number): string {
  const shown = differences
    .slice(0, 5)
    .map(
      ({ time, field, stored, given }) =>
        `the bar of ${toIso(utcMs(time))} is stored with ${field} ${stored}, the new one has ${given}`,
    );
  const more = count > shown.length ? `; and ${count - shown.length} more bars differ` : "";
  return `${shown.join("; ")}${more}; nothing was stored`;
}

function differenceOf(stored: Bars, old: number, given: Bars, fresh: number): Difference | null {
  for (const field of BAR_COLUMNS) {
    const [was, is] = [stored[field][old] ?? Number.NaN, given[field][fresh] ?? Number.NaN];
    if (was !== is) return { time: given.time[fresh] ?? 0, field, stored: was, given: is };
  }
  return null;
}

function copyRow(from: Bars, at: number, into: Bars, row: number): void {
  for (const name of BAR_COLUMNS) into[name][row] = from[name][at] ?? 0;
}
