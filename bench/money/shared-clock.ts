import { openSync, readSync, writeSync } from "node:fs";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { TestClock } from "@/lib/testing/test-clock";

/** Digits of a time in ms, so that one write replaces all of the one before. */
const WIDTH = 16;

/** A clock that stands in a file and still until the run moves it on: every process that opens the file reads the same time at each look. */
export function openSharedClock(file: string, start?: UtcMs): TestClock {
  const handle = openSync(file, start === undefined ? "r" : "w+");
  const bytes = Buffer.alloc(WIDTH);
  const write = (now: UtcMs): void => void writeSync(handle, String(now).padStart(WIDTH, "0"), 0);
  const read = (): UtcMs => {
    readSync(handle, bytes, 0, WIDTH, 0);
    return utcMs(Number(bytes.toString("latin1")));
  };
  if (start !== undefined) write(start);
  return {
    now: read,
    set: (at) => write(utcMs(new Date(at))),
    advance: (ms) => write(utcMs(read() + ms)),
  };
}
