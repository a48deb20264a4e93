import { HOUR_MS, MINUTE_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import { minuteOfDay } from "@/lib/kernel/zone";

/** Minutes of the day in the user's zone, [from, to), over midnight where from > to. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/**
 * When the quiet hours that hold at `now` end, or null outside of them. Where a clock is put forward or back in the night, the end is the
 * first minute whose wall clock is past it.
 */
export function quietUntil(quiet: QuietHours | null, zone: string, now: UtcMs): UtcMs | null {
  if (quiet === null || quiet.from === quiet.to) return null;
  const minute = minuteOfDay(now, zone);
  if (!isQuiet(quiet, minute)) return null;
  const left = (quiet.to - minute + 1_440) % 1_440;
  const start = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  // The wall clock may have been moved between now and then: look around the moment that a clock left alone would give.
  for (let at = start + left * MINUTE_MS - 2 * HOUR_MS; ; at += MINUTE_MS) {
    if (at > now && !isQuiet(quiet, minuteOfDay(utcMs(at), zone))) return utcMs(at);
  }
}

function isQuiet({ from, to }: QuietHours, minute: number): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}
