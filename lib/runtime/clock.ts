import { readFileSync, statSync } from "node:fs";
import { utcMs } from "@/lib/kernel/time";
import type { Clock } from "@/lib/ports/clock";

export interface RunningClock extends Clock {
  /** Milliseconds added to the machine's time. */
  offsetMs(): number;
  stop(): void;
}

/**
 * Machine time plus the milliseconds that stand in `offsetFile`, read again each second (SPEC 3, Clock). Without a file: machine time.
 * A file that is absent, empty or no number adds nothing: a test may remove it to come home.
 */
export function createClock(offsetFile?: string): RunningClock {
  let offset = 0;
  let seenAt = -1;
  const read = (file: string): void => {
    try {
      const changedAt = statSync(file).mtimeMs;
      if (changedAt === seenAt) return;
      offset = parseOffset(readFileSync(file, "utf8"));
      seenAt = changedAt;
    } catch {
      offset = 0;
      seenAt = -1;
    }
  };
  let timer: NodeJS.Timeout | undefined;
  if (offsetFile !== undefined) {
    read(offsetFile);
    timer = setInterval(read, 1_000, offsetFile);
    timer.unref();
  }
  return {
    now: () => utcMs(Date.now() + offset),
    offsetMs: () => offset,
    stop: () => clearInterval(timer),
  };
}

/** Whole milliseconds, with sign; anything else is 0. */
export function parseOffset(text: string): number {
  const trimmed = text.trim();
  return /^[+-]?\d{1,15}$/.test(trimmed) ? Number(trimmed) : 0;
}
