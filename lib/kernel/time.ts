/** Milliseconds since 1970-01-01T00:00Z. Inside the system every instant is one of these. */
export type UtcMs = number & { readonly __brand: "UtcMs" };

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export function utcMs(value: number | Date): UtcMs {
  return Number(value) as UtcMs;
}

/** ISO 8601 in UTC with milliseconds, the form of every instant in JSON and in the signal chain. */
export function toIso(at: UtcMs): string {
  return new Date(at).toISOString();
}

/** The UTC day an instant falls in, `YYYY-MM-DD`. */
export function utcDay(at: UtcMs): string {
  return toIso(at).slice(0, 10);
}

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * An ISO date or time, as people type it too (`2024-03-01`, `2024-03-01 09:30`). Without a zone it is UTC wherever the machine stands: `Date.parse` alone would
 * read it in the machine's own zone. @returns null where the text is no time
 */
export function timeFromText(text: string): UtcMs | null {
  const [, date, clock = "00:00", zone = "Z"] = ISO_TIME.exec(text.trim()) ?? [];
  if (date === undefined) return null;
  const day = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return null; // 30 February
  const offset = /^[A-Z]/i.test(zone) ? "Z" : zone.replace(/^(...)(\d{2})$/, "$1:$2");
  const at = Date.parse(`${date}T${clock}${offset}`);
  return Number.isNaN(at) ? null : utcMs(at);
}
