import { describe, expect, it } from "vitest";
import { utcMs } from "./time.ts";
import { clockIn, dayIn, dayStart, isTimeZone, minuteOfDay, shiftDay } from "./zone.ts";

const at = (iso: string) => utcMs(new Date(iso));

describe("a day in a zone", () => {
  it("has the date and the minute of its wall clock", () => {
    expect(dayIn(at("2026-01-15T23:30:00Z"), "Asia/Tokyo")).toBe("2026-01-16");
    expect(minuteOfDay(at("2026-01-15T23:30:00Z"), "Asia/Kolkata")).toBe(5 * 60);
  });

  it.each([
    ["2026-01-16", "UTC", "2026-01-16T00:00:00.000Z"],
    ["2026-01-16", "Asia/Tokyo", "2026-01-15T15:00:00.000Z"],
    ["2026-01-16", "America/New_York", "2026-01-16T05:00:00.000Z"],
    // The days on which Berlin's clock changes begin by the old time.
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
    // Santiago's clock goes from 24:00 to 01:00: the day has no midnight.
    ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"],
  ])("%s in %s begins at %s", (day, zone, start) => {
    expect(new Date(dayStart(day, zone)).toISOString()).toBe(start);
  });

  it("has seconds, midnight as 00, and a name that Intl knows", () => {
    expect(clockIn(at("2026-01-15T15:00:07.900Z"), "Asia/Tokyo")).toBe("00:00:07");
    expect(["UTC", "Asia/Tokyo", "Mars/Olympus_Mons", ""].map(isTimeZone)).toEqual([true, true, false, false]);
  });

  it("follows its neighbour by the calendar", () => {
    expect([shiftDay("2026-03-01", -1), shiftDay("2026-12-31", 1)]).toEqual(["2026-02-28", "2027-01-01"]);
  });
});
