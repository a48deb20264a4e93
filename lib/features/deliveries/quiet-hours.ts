import { HOUR_MS, MINUTE_MS, type UtcMs, utcMs } from "@/lib/kernel/time";

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

/** Minutes since midnight on the wall clock of `zone`. */
export function minuteOfDay(at: UtcMs, zone: string): number {
  const parts = partsOf(at, zone);
  return Number(parts.hour) * 60 + Number(parts.minute);
}

/** The day on the calendar of `zone`, `YYYY-MM-DD`. */
export function dayIn(at: UtcMs, zone: string): string {
  const { year, month, day } = partsOf(at, zone);
  return `${year}-${month}-${day}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: UtcMs, zone: string): Record<string, string> {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}
