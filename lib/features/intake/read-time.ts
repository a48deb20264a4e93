import { type UtcMs, utcMs } from "@/lib/kernel/time";

const SECONDS_BELOW = 100_000_000_000;

/** A time as alerts write it: ISO with a zone (TradingView's {{timenow}} and {{time}}), or a number of seconds or milliseconds since 1970. Null: none. */
export function readTime(value: unknown): UtcMs | null {
  const text = String(value).trim();
  if (/^\d{9,14}(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return utcMs(Math.floor(number < SECONDS_BELOW ? number * 1_000 : number));
  }
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/i.test(text)) return null;
  const at = Date.parse(text);
  return Number.isFinite(at) && at >= 0 ? utcMs(at) : null;
}
