import { expect, it } from "vitest";
import { timeframeOf } from "./words.ts";

it.each([
  ["15", "15m"],
  [" 240 ", "4h"],
  ["1D", "1d"],
  ["15min", "15m"],
])("an interval %s is our timeframe %s", (interval, timeframe) => {
  expect(timeframeOf(interval)).toBe(timeframe);
});

it.each(["3", "", "1W", "constructor", "toString", "__proto__"])(
  "an interval that we have no name for is none, and costs no signal: %j",
  (interval) => {
    expect(timeframeOf(interval)).toBeNull();
  },
);
