import { isTimeframe, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from "@/lib/trading/market/timeframe";

/** Bars that are looked at: more say no more. */
const STEPS = 1_000;

/**
 * The timeframe whose length is the commonest distance of bars; null where there is none, or bars are mostly nearer to each other than that: a
 * hole in bars of half an hour is no hour. One wrong row does not change it.
 */
export function timeframeOfTimes(times: Iterable<number>): Timeframe | null {
  const counts = new Map<number, number>();
  let before = Number.NaN;
  let seen = 0;
  for (const time of times) {
    if (time > before) counts.set(time - before, (counts.get(time - before) ?? 0) + 1);
    before = time;
    if (++seen > STEPS) break;
  }
  const countOf = (name: Timeframe): number => counts.get(TIMEFRAME_MS[name]) ?? 0;
  const most = TIMEFRAMES.reduce((best, name) => (countOf(name) > countOf(best) ? name : best));
  const isNearer = [...counts].some(([step, count]) => step < TIMEFRAME_MS[most] && count > countOf(most));
  return countOf(most) === 0 || isNearer ? null : most;
}

/** As above, of the first lines of a CSV or of ccxt's JSON. */
export function timeframeOfText(head: string): Timeframe | null {
  // White space is bounded: a file of nothing else would be walked through again from each of its lines.
  const starts = head.matchAll(/(?:^|\n|\[)\s{0,40}"?(\d{10,14}|\d{4}-\d{2}-\d{2}[^,"\n]*)"?\s*,/g);
  return timeframeOfTimes(
    Array.from(starts, ([, time = ""]) => (/^\d+$/.test(time) ? Number(time) : Date.parse(time))),
  );
}

/** As the name says, `XRPUSDT_15m.csv.gz`: for a file that is too short to show it. */
export function timeframeOfName(file: string): Timeframe | null {
  const named = /[_-](\d+[mhd])\.[a-z.]+$/.exec(file)?.[1];
  return named !== undefined && isTimeframe(named) ? named : null;
}

/** What bars are apart that fit no timeframe, as "30m" or "7d"; null for a lone bar. */
export function stepText(times: ArrayLike<number>): string | null {
  const step = (times[1] ?? Number.NaN) - (times[0] ?? Number.NaN);
  if (!(step > 0)) return null;
  const [length, unit] = UNITS.find(([one]) => step % one === 0) ?? [1, "ms"];
  return `${step / length}${unit}`;
}

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
] as const;
