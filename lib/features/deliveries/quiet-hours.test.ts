import { describe, expect, it } from "vitest";
import { utcMs } from "@/lib/kernel/time";
import { afterThrottle, nextTry } from "./backoff.ts";
import { quietUntil } from "./quiet-hours.ts";

const at = (iso: string) => utcMs(new Date(iso));
const night = { from: 22 * 60, to: 7 * 60 };

describe("quiet hours", () => {
  it.each([
    ["2026-01-15T21:59:00Z", "UTC", null],
    ["2026-01-15T22:00:00Z", "UTC", "2026-01-16T07:00:00.000Z"],
    ["2026-01-16T06:59:59Z", "UTC", "2026-01-16T07:00:00.000Z"],
    ["2026-01-16T07:00:00Z", "UTC", null],
    // Berlin puts the clock forward at 01:00Z on 29 March 2026: the night is an hour shorter.
    ["2026-03-28T21:30:00Z", "Europe/Berlin", "2026-03-29T05:00:00.000Z"],
    // ... and back at 01:00Z on 25 October 2026: an hour longer.
    ["2026-10-24T20:30:00Z", "Europe/Berlin", "2026-10-25T06:00:00.000Z"],
    ["2026-01-15T17:00:00Z", "Asia/Kolkata", "2026-01-16T01:30:00.000Z"],
  ])("at %s in %s end at %s", (now, zone, end) => {
    const until = quietUntil(night, zone, at(now));
    expect(until === null ? null : new Date(until).toISOString()).toBe(end);
  });

  it("of no length are none", () => {
    expect(quietUntil({ from: 60, to: 60 }, "UTC", at("2026-01-15T01:00:00Z"))).toBeNull();
  });
});

describe("the next try", () => {
  it("comes after 5, 15, 45 s … and at most an hour, a quarter spread either way", () => {
    const pauses = [1, 2, 3, 9, 50].map((failures) => nextTry(utcMs(0), failures, 0.5) / 1_000);
    expect(pauses).toEqual([5, 15, 45, 3_600, 3_600]);
    expect([nextTry(utcMs(0), 1, 0), nextTry(utcMs(0), 1, 1)]).toEqual([3_750, 6_250]);
  });

  it("of a throttling target is never earlier than it said", () => {
    expect([afterThrottle(utcMs(0), 30_000, 0), afterThrottle(utcMs(0), 30_000, 1)]).toEqual([30_000, 33_000]);
  });
});
