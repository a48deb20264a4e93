import { expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { entryLimit } from "./entry-limit.ts";

it.each([
  // 42,000 + 50 bps = 42,210
  ["LONG", "0.01", "42000", 50, "42210"],
  ["SHORT", "0.01", "42000", 50, "41790"],
  // 100.03 + 7 bps = 100.100021; the next tick down keeps the bound
  ["LONG", "0.01", "100.03", 7, "100.1"],
  // 100.03 - 7 bps = 99.959979; up keeps it
  ["SHORT", "0.01", "100.03", 7, "99.96"],
  ["LONG", "0.5", "100", 0, "100"],
] as const)("%s at a tick of %s from %s with %i bps pays at worst %s", (side, tick, reference, bps, worst) => {
  expect(plain(entryLimit({ tick: dec(tick) }, side, dec(reference), bps))).toBe(worst);
});
