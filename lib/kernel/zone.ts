import { MINUTE_MS, type UtcMs, utcMs } from "./time.ts";

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

/** What the wall clock of `zone` shows, `HH:MM:SS`. */
export function clockIn(at: UtcMs, zone: string): string {
  const { hour, minute, second } = partsOf(at, zone);
  return `${hour}:${minute}:${second}`;
}

/** Whether this machine knows the time zone: a browser's list may be older than the server's. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
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
      second: "2-digit",
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** When the day `YYYY-MM-DD` begins in `zone`; where a clock is put forward over midnight, the first moment of that day. */
export function dayStart(day: string, zone: string): UtcMs {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  let at = wanted;
  // The offset is that of the guess: a second look corrects a change between the two.
  for (let look = 0; look < 2; look += 1) {
    const parts = partsOf(utcMs(at), zone);
    at -= Date.parse(`${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:00Z`) - wanted;
  }
  while (dayIn(utcMs(at), zone) < day) at += 30 * MINUTE_MS;
  return utcMs(at);
}

/** The day before or after, by the calendar. */
export function shiftDay(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}
