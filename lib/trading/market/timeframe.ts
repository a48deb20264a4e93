import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/kernel/time";

/** Lengths of a bar in milliseconds, by the name that people and files use. Every bar starts at a multiple of its length since 1970. */
export const TIMEFRAME_MS = {
  "1m": MINUTE_MS,
  "5m": 5 * MINUTE_MS,
  "15m": 15 * MINUTE_MS,
  "1h": HOUR_MS,
  "4h": 4 * HOUR_MS,
  "1d": DAY_MS,
} as const;

export type Timeframe = keyof typeof TIMEFRAME_MS;

export const TIMEFRAMES = Object.keys(TIMEFRAME_MS) as readonly Timeframe[];

export function isTimeframe(value: string): value is Timeframe {
  return Object.hasOwn(TIMEFRAME_MS, value);
}

/** Open time of the bar that `at` falls in. */
export function barStart(at: number, timeframe: Timeframe): number {
  const length = TIMEFRAME_MS[timeframe];
  return Math.floor(at / length) * length;
}
