import { describe, expect, it } from "vitest";
import { readTargets } from "./read-targets.ts";

function read(takeProfit: unknown) {
  const faults: Record<string, string> = {};
  const targets = readTargets({ takeProfit }, (field, text) => {
    faults[field] = text;
    return null;
  });
  return { shares: targets.map(({ fraction }) => fraction), levels: targets.map(({ level }) => level), faults };
}

describe("the shares of an alert's targets", () => {
  it.each([
    ["as fractions", { fraction: 0.7 }, { fraction: "0.3" }],
    ["as fractions in percent", { fraction: "70%" }, { fraction: "30 %" }],
    ["as quantityPercent", { quantityPercent: 70 }, { quantity_percent: "30%" }],
    ["as close_percent", { close_percent: "70" }, { closePercent: 30 }],
    ["as a percent beside the price", { percent: 70 }, { pct: "30" }],
  ])("are read %s", (_name, first, second) => {
    expect(
      read([
        { price: 66000, ...first },
        { limitPrice: 67000, ...second },
      ]),
    ).toEqual({ shares: ["0.7", "0.3"], levels: [{ price: "66000" }, { price: "67000" }], faults: {} });
  });

  it("leave a percent without a price a distance", () => {
    expect(read([{ percent: 2, quantityPercent: 70 }, { percent: "4%", fraction: "0.3" }, "6%"])).toEqual({
      shares: ["0.7", "0.3", null],
      levels: [{ pct: "2" }, { pct: "4" }, { pct: "6" }],
      faults: {},
    });
  });

  it.each([
    ["fraction", "most"],
    ["fraction", 0],
    ["fraction", -0.5],
    ["fraction", { part: 0.5 }],
    ["quantityPercent", "half"],
    ["percent", "0%"],
  ])("that cannot be read are a fault: %s %j", (name, value) => {
    const { faults } = read([{ price: 66000, [name]: value }]);
    expect(faults).toEqual({ [`takeProfit.${name}`]: expect.stringContaining("must be a part above 0") });
  });
});
