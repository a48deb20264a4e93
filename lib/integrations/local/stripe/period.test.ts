import { expect, it } from "vitest";
import { periodEnd } from "./period.ts";

const at = (iso: string) => Date.parse(iso) / 1_000;
const MONTH = { interval: "month", interval_count: 1 } as const;

it.each([
  ["2026-01-31T10:00:00Z", 1, "2026-02-28T10:00:00Z"],
  ["2026-01-31T10:00:00Z", 2, "2026-03-31T10:00:00Z"],
  ["2028-01-31T10:00:00Z", 1, "2028-02-29T10:00:00Z"],
  ["2026-11-21T00:00:00Z", 2, "2027-01-21T00:00:00Z"],
])("counts months from %s: after %d it is %s", (anchor, count, expected) => {
  expect(periodEnd(at(anchor), MONTH, count)).toBe(at(expected));
});

it("counts days, weeks and years", () => {
  const anchor = at("2024-02-29T00:00:00Z");
  expect(periodEnd(anchor, { interval: "day", interval_count: 3 }, 2)).toBe(anchor + 6 * 86_400);
  expect(periodEnd(anchor, { interval: "week", interval_count: 1 }, 1)).toBe(anchor + 7 * 86_400);
  expect(periodEnd(anchor, { interval: "year", interval_count: 1 }, 1)).toBe(at("2025-02-28T00:00:00Z"));
});
