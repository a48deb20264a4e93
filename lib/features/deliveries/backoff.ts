import { MINUTE_MS, SECOND_MS, type UtcMs, utcMs } from "@/lib/kernel/time";

/** Tries of one message before it is given up: with the pauses below some three and a half hours, longer than most outages. */
export const TRIES_MAX = 10;
const FIRST_MS = 5 * SECOND_MS;
const LONGEST_MS = 60 * MINUTE_MS;

/**
 * When a target that failed `failures` times in a row is tried again: 5, 15, 45 s … at most an hour, spread by a quarter either way so that
 * a wave of failures does not come back as one. `chance` is uniform in [0, 1).
 */
export function nextTry(now: UtcMs, failures: number, chance: number): UtcMs {
  const pause = Math.min(FIRST_MS * 3 ** (Math.max(1, failures) - 1), LONGEST_MS);
  return utcMs(now + Math.round(pause * (0.75 + chance * 0.5)));
}

/** When a target that named its pause is tried again: never earlier than it said, up to a tenth later. */
export function afterThrottle(now: UtcMs, retryAfterMs: number, chance: number): UtcMs {
  const asked = Math.min(Math.max(retryAfterMs, SECOND_MS), 24 * 60 * MINUTE_MS);
  return utcMs(now + asked + Math.round(asked * 0.1 * chance));
}
