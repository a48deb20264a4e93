import type { Recurring } from "./objects.ts";

/**
 * The end of the `count`-th period after `anchor` (Unix seconds). Counted from the anchor, not from the last end: an anchor on the 31st
 * falls on the last day of a shorter month and is back on the 31st after it.
 */
export function periodEnd(
  anchor: number,
  every: Pick<Recurring, "interval" | "interval_count">,
  count: number,
): number {
  const steps = every.interval_count * count;
  if (every.interval === "day") return anchor + steps * 86_400;
  if (every.interval === "week") return anchor + steps * 7 * 86_400;
  const months = every.interval === "year" ? steps * 12 : steps;
  const start = new Date(anchor * 1_000);
  const first = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1));
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const ofDay = anchor - Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()) / 1_000;
  return Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(start.getUTCDate(), days)) / 1_000 + ofDay;
}
