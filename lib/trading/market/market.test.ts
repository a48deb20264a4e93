import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { type Candle, candleFault } from "./candle.ts";
import { meetsMinNotional, roundAmount, roundPrice, toStep } from "./instrument.ts";
import { priceText } from "./price-text.ts";
import { barStart } from "./timeframe.ts";

const rules = { tick: dec("0.01"), lot: dec("0.00001"), minNotional: dec(5) };

describe("rounding by an instrument", () => {
  it.each([
    ["65000.123", "65000.12", "65000.13"],
    ["65000.12", "65000.12", "65000.12"],
    ["0.001", "0", "0.01"],
  ])("price %s is %s down and %s up", (price, down, up) => {
    expect(plain(roundPrice(rules, dec(price), "down"))).toBe(down);
    expect(plain(roundPrice(rules, dec(price), "up"))).toBe(up);
  });
  it("never enlarges an amount", () => {
    expect(plain(roundAmount(rules, dec("0.015384999")))).toBe("0.01538");
    expect(plain(roundAmount(rules, dec("0.000009")))).toBe("0");
  });
  it("takes an order at exactly the smallest notional", () => {
    expect(meetsMinNotional(rules, dec("0.0001"), dec(50_000))).toBe(true);
    expect(meetsMinNotional(rules, dec("0.0001"), dec("49999.99"))).toBe(false);
  });
  it("stays within one step of the value and on the grid, whatever the step", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 5_000 }), (units, stepUnits) => {
        const value = dec(units).div(1_000);
        const step = dec(stepUnits).div(1_000);
        const [down, up] = [toStep(value, step, "down"), toStep(value, step, "up")];
        expect(down.lte(value) && up.gte(value) && up.minus(down).lte(step)).toBe(true);
        expect(down.mod(step).isZero() && up.mod(step).isZero()).toBe(true);
      }),
    );
  });
});

it.each([
  ["65000.5", "65,000.5"],
  ["1234567", "1,234,567"],
  ["0.00001234", "0.00001234"],
  ["100", "100"],
  ["1e-8", "0.00000001"],
])("writes %s as %s", (price, text) => {
  expect(priceText(dec(price))).toBe(text);
});

it("finds the bar an instant falls in", () => {
  expect(barStart(Date.UTC(2024, 0, 1, 0, 14, 59, 999), "15m")).toBe(Date.UTC(2024, 0, 1));
  expect(barStart(Date.UTC(2024, 0, 1, 23), "4h")).toBe(Date.UTC(2024, 0, 1, 20));
});

describe("faults of a candle", () => {
  const good: Candle = { time: 1_704_067_200_000, open: 10, high: 12, low: 9, close: 11, volume: 5 };
  it.each<[string, Partial<Candle>, string | null]>([
    ["a sound one", {}, null],
    ["flat, no volume", { high: 10, low: 10, close: 10, volume: 0 }, null],
    ["off the grid", { time: good.time + 1 }, "timestamp is not at the start of a bar"],
    ["seconds with a fraction", { time: 1.5 }, "timestamp is not a whole number of milliseconds"],
    ["no number", { open: Number.NaN }, "open is not a number"],
    ["infinity", { high: Number.POSITIVE_INFINITY }, "high is not a number"],
    ["zero price", { low: 0 }, "low is not above 0"],
    ["high too low", { high: 10.5 }, "high is below open, close or low"],
    ["low too high", { low: 10.5 }, "low is above open or close"],
    ["negative volume", { volume: -1 }, "volume is negative"],
  ])("%s", (_name, change, fault) => {
    expect(candleFault({ ...good, ...change }, 900_000)).toBe(fault);
  });
});
