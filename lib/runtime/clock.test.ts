import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createClock, parseOffset } from "./clock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clock-"));
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

it("is machine time without an offset file", () => {
  expect(createClock().now()).toBe(1_000_000);
});

it("adds the file's milliseconds at once and follows its changes within a second", () => {
  const file = join(folder, "offset");
  writeFileSync(file, "5000\n");
  const clock = createClock(file);
  expect(clock.now()).toBe(1_005_000);
  writeFileSync(file, "-250");
  utimesSync(file, 50, 50); // the two writes may fall into one tick of the file system's clock
  vi.advanceTimersByTime(1_000);
  expect(clock.now()).toBe(1_001_000 - 250);
  rmSync(file);
  vi.advanceTimersByTime(1_000);
  expect(clock.now()).toBe(1_002_000);
  clock.stop();
});

it.each([
  ["86400000", 86_400_000],
  [" +1 ", 1],
  ["-1", -1],
  ["", 0],
  ["1.5", 0],
  ["1e9", 0],
  ["tomorrow", 0],
])("reads %j as %d", (text, offset) => {
  expect(parseOffset(text)).toBe(offset);
});
