import { describe, expect, it } from "vitest";
import { toCurrency } from "./shapes.ts";

describe("currencies at the door (B70)", () => {
  it.each([
    ["usd", "USD"],
    ["jpy", "JPY"],
  ])("lets %s in as %s", (code, currency) => {
    expect(toCurrency(code)).toBe(currency);
  });

  it.each(["krw", "btc", "", "toString"])("refuses %j, which we do not sell in", (code) => {
    expect(() => toCurrency(code)).toThrow("in which we do not sell");
  });
});
