import type { Machine } from "@/lib/integrations/ccxt/trade/request-budget";
import { utcMs } from "@/lib/kernel/time";
import type { TestClock } from "@/lib/testing/test-clock";

/** A clock that runs `speed` times as fast from `startedAt` (machine milliseconds) on: every process that knows both shows the same time. */
export interface ClockTerms {
  readonly startedAt: number;
  readonly speed: number;
}

export function createSwiftClock({ startedAt, speed }: ClockTerms): TestClock {
  return {
    now: () => utcMs(Math.floor(startedAt + (Date.now() - startedAt) * speed)),
    set: () => undefined,
    advance: () => undefined,
  };
}

/** Budgets and breakers by the same clock: an exchange that runs faster also lets one ask faster. */
export function swiftMachine(terms: ClockTerms): Machine {
  const clock = createSwiftClock(terms);
  return {
    now: () => clock.now(),
    after(ms, then) {
      const timer = setTimeout(then, ms / terms.speed);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
