import { describe, expect, it } from "vitest";
import { changesOf, diffParameters } from "./changes.ts";

const before = {
  description: "Follows the trend",
  kind: "EXTERNAL",
  supportedPairs: ["BTC/USDT"],
  supportedTimeframes: ["4h"],
  exchanges: ["bybit"],
  parameters: { fast: 20, slow: 50 },
};

describe("what makes a new version", () => {
  it("is nothing when the same values come again, or only name and price change", () => {
    expect(
      changesOf(before, {
        description: "Follows the trend",
        supportedPairs: ["BTC/USDT"],
        parameters: { fast: 20, slow: 50 },
      }),
    ).toEqual([]);
    expect(changesOf(before, { name: "Other", isPublic: false })).toEqual([]);
  });

  it("is what a signal relies on, told by name", () => {
    expect(changesOf(before, { supportedPairs: ["BTC/USDT", "ETH/USDT"], parameters: { fast: 10, atr: 14 } })).toEqual([
      "Pairs BTC/USDT → BTC/USDT, ETH/USDT",
      "atr = 14",
      "fast 20 → 10",
      "slow removed",
    ]);
  });

  it("compares parameters of any two versions", () => {
    expect(diffParameters({ a: "x" }, { a: "y" })).toEqual([{ name: "a", before: "x", after: "y" }]);
    expect(diffParameters(null, [])).toEqual([]);
  });
});
