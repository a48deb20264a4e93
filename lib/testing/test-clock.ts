import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Clock } from "@/lib/ports/clock";

/** A clock to set: it stands still until told. */
export interface TestClock extends Clock {
  set(at: UtcMs | Date | string): void;
  /** Forward by milliseconds. */
  advance(ms: number): void;
}

export function createTestClock(start: UtcMs | Date | string = "2026-01-15T12:00:00Z"): TestClock {
  const read = (at: UtcMs | Date | string): UtcMs => utcMs(new Date(at));
  let now = read(start);
  return {
    now: () => now,
    set(at) {
      now = read(at);
    },
    advance(ms) {
      now = utcMs(now + ms);
    },
  };
}
