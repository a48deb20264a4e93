import { describe, expect, it } from "vitest";
import { CALENDAR_WEEKS, calendarOf, calendarStart } from "./calendar.ts";

const day = (name: string, pnl: string) => ({ day: name, pnl, trades: 1 });

describe("a calendar of results", () => {
  it("begins on a Monday 53 weeks back and ends with the day asked for", () => {
    // 2026-11-21 is a Saturday.
    expect(calendarStart("2026-11-21")).toBe("2025-11-17");
    const { cells } = calendarOf([], "2026-11-21");
    expect(cells[0]).toMatchObject({ day: "2025-11-17", week: 0, weekday: 0 });
    expect(cells.at(-1)).toMatchObject({ day: "2026-11-21", week: CALENDAR_WEEKS - 1, weekday: 5 });
    expect(new Set(cells.map((cell) => cell.day)).size).toBe(cells.length);
  });

  it("washes each day by its sign and by quarters of the largest day", () => {
    const days = [day("2026-11-16", "100"), day("2026-11-17", "24"), day("2026-11-18", "-60"), day("2026-11-19", "0")];
    const looks = new Map(calendarOf(days, "2026-11-21").cells.map((cell) => [cell.day, [cell.look, cell.sign]]));
    expect(looks.get("2026-11-16")).toEqual(["heat-g4", 1]);
    expect(looks.get("2026-11-17")).toEqual(["heat-g1", 1]);
    expect(looks.get("2026-11-18")).toEqual(["heat-l3", -1]);
    expect(looks.get("2026-11-19")).toEqual(["heat-nil", 0]);
    expect(looks.get("2026-11-20")).toEqual(["heat-nil", 0]);
  });

  it("names a month where its first day stands", () => {
    const { labels, cells } = calendarOf([], "2026-11-21");
    expect(labels.map(({ text }) => text).join(" ")).toBe("Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov");
    for (const { week, text } of labels)
      expect(cells.some((cell) => cell.week === week && cell.day.endsWith("-01") && text !== "")).toBe(true);
  });
});
