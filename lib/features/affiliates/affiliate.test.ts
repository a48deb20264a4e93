import { describe, expect, it } from "vitest";
import { toIso, utcMs } from "@/lib/kernel/time";
import { codeOf, makeCode, monthsAfter, sameMailbox } from "./affiliate.ts";

it("takes a code from a link however it is written, and nothing else", () => {
  const code = makeCode(new Uint8Array([0, 1, 31, 32, 63, 255, 128, 77, 9, 10, 11]));
  expect(code).toHaveLength(10);
  expect(codeOf(code.toUpperCase())).toBe(code);
  for (const text of [null, undefined, "", "short", `${code}0`, "' OR 1=1--x", "abcdefghil"])
    expect(codeOf(text)).toBeNull();
});

it.each([
  ["2026-01-31T12:00:00.000Z", 1, "2026-02-28T12:00:00.000Z"],
  ["2024-02-29T00:00:00.000Z", 12, "2025-02-28T00:00:00.000Z"],
  ["2026-11-21T22:00:00.000Z", 12, "2027-11-21T22:00:00.000Z"],
  ["2026-10-31T23:59:59.999Z", 4, "2027-02-28T23:59:59.999Z"],
])("is %s and %i months later %s", (from, months, to) => {
  expect(toIso(monthsAfter(utcMs(new Date(from)), months))).toBe(to);
});

describe("sameMailbox", () => {
  it.each([
    ["ann@example.org", "ANN+shop@example.org", true],
    ["a.n.n@example.org", "ann@example.org", true],
    ["ann@example.org", "ann@example.com", false],
    ["ann@example.org", "anna@example.org", false],
  ])("%s and %s: %s", (one, other, same) => {
    expect(sameMailbox(one, other)).toBe(same);
  });
});
