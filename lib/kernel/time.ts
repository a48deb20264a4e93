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
