import { describe, expect, it } from "vitest";
import { utcMs } from "@/lib/kernel/time";
import { silentFor, spanText } from "./silence.ts";

const HOUR = 3_600_000;
const issuedAt = "2026-01-15T12:00:00.000Z";
const at = (ms: number) => utcMs(Date.parse(issuedAt) + ms);
const hourly = { isRevoked: false, expectEveryMin: 60, lastDeliveryAt: null, issuedAt };

describe("an address", () => {
  it.each<[string, Parameters<typeof silentFor>[0], number, number | null]>([
    ["has time for three messages", hourly, 3 * HOUR - 1, null],
    ["is silent when three did not come", hourly, 3 * HOUR, 3 * HOUR],
    ["counts from its last message", { ...hourly, lastDeliveryAt: "2026-01-15T13:00:00.000Z" }, 3 * HOUR, null],
    ["expects nothing unless it is told to", { ...hourly, expectEveryMin: null }, 99 * HOUR, null],
    ["expects nothing once it is revoked", { ...hourly, isRevoked: true }, 99 * HOUR, null],
  ])("%s", (_what, address, after, silent) => {
    expect(silentFor(address, at(after))).toBe(silent);
  });
});

it.each([
  [0, "0 min"],
  [45, "45 min"],
  [180, "3 h"],
  [185, "3 h 5 min"],
  [1_440, "1 d"],
  [4_331, "3 d"],
  [4_440, "3 d 2 h"],
])("%d minutes are %s", (minutes, words) => {
  expect(spanText(minutes)).toBe(words);
});
