import { describe, expect, it } from "vitest";
import { previewPlan, type TypedPlan } from "./plan-check.ts";

const market = { bid: "65000", ask: "65000.5" };

function plan(change: Partial<TypedPlan> = {}): TypedPlan {
  return {
    side: "LONG",
    entryType: "market",
    low: "",
    high: "",
    trigger: "",
    stop: "64000.5",
    targets: [
      { price: "66000.5", share: "50" },
      { price: "67000.5", share: "50" },
      { price: "", share: "" },
    ],
    ...change,
  };
}

describe("the preview of a plan", () => {
  it("weighs reward by share", () => {
    const preview = previewPlan(plan(), market);
    expect(preview.faults).toEqual({});
    expect(preview.entry).toBe(65000.5);
    expect(preview.lossPer1000).toBeCloseTo((1000 / 65000.5) * 1000, 6);
    expect(preview.rewardToRisk).toBeCloseTo(1.5, 10);
    expect(preview.breakEvenRatePct).toBeCloseTo(40, 10);
  });
  it("says nothing about what is not typed yet", () => {
    expect(previewPlan(plan({ stop: "", targets: [] }), null)).toEqual({
      faults: {},
      entry: null,
      lossPer1000: null,
      rewardToRisk: null,
      breakEvenRatePct: null,
    });
  });
  it.each<[string, Partial<TypedPlan>, string, RegExp]>([
    ["stop above entry", { stop: "65000.5" }, "stopLoss", /^Stop must be below entry \(65,000\.5\) for a long\.$/],
    ["stop of a short below entry", { side: "SHORT", stop: "64000" }, "stopLoss", /above entry \(65,000\)/],
    [
      "a target below the one before",
      {
        targets: [
          { price: "67000", share: "50" },
          { price: "66000", share: "50" },
        ],
      },
      "targets.1.price",
      /above target 1 \(67,000\)/,
    ],
    [
      "shares short of 100",
      {
        targets: [
          { price: "66000", share: "40" },
          { price: "67000", share: "50" },
        ],
      },
      "targets",
      /add 10\.0/,
    ],
    ["a stop that is no number", { stop: "64k" }, "stopLoss", /plain number/],
    ["a zone upside down", { entryType: "limit", low: "64900", high: "64800" }, "entry.low", /64,800/],
    [
      "a stop inside the zone",
      { entryType: "limit", low: "64000", high: "64900", stop: "64100" },
      "stopLoss",
      /64,000/,
    ],
  ])("finds %s", (_name, change, field, words) => {
    expect(previewPlan(plan(change), market).faults[field]).toMatch(words);
  });
  it("lets one target without a share take all", () => {
    expect(previewPlan(plan({ targets: [{ price: "66000", share: "" }] }), market).faults).toEqual({});
  });
});
