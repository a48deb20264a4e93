import { describe, expect, it } from "vitest";
import { grownBar } from "./grown-bar.ts";

const MINUTE = 60_000;
const bar = { time: Date.parse("2025-01-01T00:00:00Z"), open: "100", high: "101", low: "99", close: "100" };

describe("a bar that grows with prices", () => {
  it("takes a price of its own minute of the market, however late it was received", () => {
    const price = { at: "2026-11-23T06:00:00Z", exchangeAt: "2025-01-01T00:00:59Z", last: "103" };
    expect(grownBar(bar, price, MINUTE)).toEqual({ time: bar.time, open: "100", high: 103, low: 99, close: 103 });
  });

  it("begins the next bar with the first price after it, and is not changed by an earlier one", () => {
    const next = { exchangeAt: "2025-01-01T00:01:00Z", last: "98" };
    expect(grownBar(bar, next, MINUTE)).toEqual({ time: bar.time + MINUTE, open: 98, high: 98, low: 98, close: 98 });
    expect(grownBar(bar, { exchangeAt: "2024-12-31T23:59:59Z", last: "98" }, MINUTE)).toBeNull();
    expect(grownBar(undefined, next, MINUTE)).toMatchObject({ open: 98 });
  });
});
