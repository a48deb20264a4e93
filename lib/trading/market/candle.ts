/** One bar as observed: floats, since nothing here is owed. Volume is in base units. */
export interface Candle {
  /** Open time, milliseconds UTC. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The year 5138 in milliseconds, 1973 in microseconds: a time beyond it is in another unit. */
export const TIME_MAX = 1e14;
/** 1970 in milliseconds, 2286 in seconds. */
const SECONDS_MAX = 1e10;

/** What is wrong with a candle, in words, or null. A time off the grid, a price that is no price, a high that is not the highest. */
export function candleFault(candle: Candle, lengthMs: number): string | null {
  const { time, open, high, low, close, volume } = candle;
  if (!Number.isSafeInteger(time) || time < 0) return "timestamp is not a whole number of milliseconds";
  if (time >= TIME_MAX) return `timestamp ${time} is no time in milliseconds; microseconds are divided by 1000`;
  if (time % lengthMs !== 0) {
    const seconds = time < SECONDS_MAX ? `: milliseconds are meant, and ${time} looks like seconds` : "";
    return `timestamp is not at the start of a bar${seconds}`;
  }
  for (const [name, price] of Object.entries({ open, high, low, close })) {
    if (!Number.isFinite(price)) return `${name} is not a number`;
    if (price <= 0) return `${name} is not above 0`;
  }
  if (high < Math.max(open, close, low)) return "high is below open, close or low";
  if (low > Math.min(open, close)) return "low is above open or close";
  if (!Number.isFinite(volume)) return "volume is not a number";
  if (volume < 0) return "volume is negative";
  return null;
}
