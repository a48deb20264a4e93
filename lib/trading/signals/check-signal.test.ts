import { describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { checkSignal } from "./check-signal.ts";
import { longPlan, quote, shortPlan, targets } from "./plan.fixture.ts";
import type { SignalPlan } from "./plan.ts";

const market = quote("65000", "65000.5");

describe("a sound plan has no faults", () => {
  it.each<[string, SignalPlan]>([
    ["market long", longPlan()],
    ["market short", shortPlan()],
    ["zone long", longPlan({ entry: { type: "limit", low: dec(64_500), high: dec(64_800) } })],
    ["zone of one price", longPlan({ entry: { type: "limit", low: dec(64_500), high: dec(64_500) } })],
    ["trigger long above the market", longPlan({ entry: { type: "trigger", price: dec(65_500) } })],
    [
      "six targets",
      longPlan({
        targets: targets(
          ["66000", "0.1"],
          ["66100", "0.1"],
          ["66200", "0.1"],
          ["66300", "0.2"],
          ["66400", "0.2"],
          ["66500", "0.3"],
        ),
      }),
    ],
    ["break-even after the first of two", longPlan({ breakEven: { afterTarget: 1 } })],
    ["trailing", longPlan({ trailing: { armPct: dec(1), distancePct: dec("0.5") } })],
    [
      "thirds of 18 decimals",
      longPlan({ targets: targets(["66000", "0.333333333333333333"], ["67000", "0.666666666666666667"]) }),
    ],
  ])("%s", (_name, plan) => {
    expect(checkSignal(plan, market)).toEqual({});
  });
});

it.each<[string, SignalPlan, Record<string, string[]>]>([
  [
    "stop at the ask",
    longPlan({ stopLoss: dec("65000.5") }),
    { stopLoss: ["Stop must be below entry (65,000.5) for a long."] },
  ],
  [
    "stop at the bid of a short",
    shortPlan({ stopLoss: dec(65_000) }),
    { stopLoss: ["Stop must be above entry (65,000) for a short."] },
  ],
  [
    "target at the ask",
    longPlan({ targets: targets(["65000.5", "1"]) }),
    { "targets.0.price": ["Target 1 must be above entry (65,000.5) for a long."] },
  ],
  [
    "equal targets",
    longPlan({ targets: targets(["66000", "0.5"], ["66000", "0.5"]) }),
    { "targets.1.price": ["Target 2 must be above target 1 (66,000) for a long."] },
  ],
  [
    "targets of a short upside down",
    shortPlan({ targets: targets(["63000", "0.5"], ["64000", "0.5"]) }),
    { "targets.1.price": ["Target 2 must be below target 1 (63,000) for a short."] },
  ],
  [
    "stop inside the zone",
    longPlan({ entry: { type: "limit", low: dec(64_000), high: dec(64_800) }, stopLoss: dec(64_100) }),
    { stopLoss: ["Stop must be below entry (64,000) for a long."] },
  ],
  [
    "target inside the zone",
    longPlan({ entry: { type: "limit", low: dec(64_000), high: dec(66_000) } }),
    { "targets.0.price": ["Target 1 must be above entry (66,000) for a long."] },
  ],
  [
    "zone upside down",
    longPlan({ entry: { type: "limit", low: dec(64_800), high: dec(64_500) } }),
    { "entry.low": ["Lower end of the entry zone must not be above its upper end (64,500)."] },
  ],
  [
    "stop above a trigger",
    longPlan({ entry: { type: "trigger", price: dec(64_000) }, stopLoss: dec(64_001) }),
    { stopLoss: ["Stop must be below entry (64,000) for a long."] },
  ],
  [
    "fractions short of 1",
    longPlan({ targets: targets(["66000", "0.5"], ["67000", "0.4"]) }),
    { targets: ["Fractions of the targets must sum to 1; these sum to 0.9: add 0.1."] },
  ],
  [
    "fractions over 1",
    longPlan({ targets: targets(["66000", "0.6"], ["67000", "0.5"]) }),
    { targets: ["Fractions of the targets must sum to 1; these sum to 1.1: take away 0.1."] },
  ],
  ["no target", longPlan({ targets: [] }), { targets: ["Add at least one target."] }],
  ["negative stop", longPlan({ stopLoss: dec(-1) }), { stopLoss: ["Stop must be above 0."] }],
  [
    "stop of 19 decimals",
    longPlan({ stopLoss: dec("0.0000000000000000001") }),
    { stopLoss: ["Stop may have at most 18 decimals."] },
  ],
  ["huge stop", longPlan({ stopLoss: dec("1e18") }), { stopLoss: ["Stop must be at most 999,999,999,999,999,999."] }],
  ["leverage 0", longPlan({ leverage: dec(0) }), { leverage: ["Leverage must be between 1 and 125."] }],
  [
    "half a second",
    longPlan({ maxAgeSec: 0.5 }),
    { maxAgeSec: ["Max age must be a whole number of seconds from 1 to 86,400."] },
  ],
  [
    "break-even after the last",
    longPlan({ breakEven: { afterTarget: 2 } }),
    { "breakEven.afterTarget": ["Break-even can follow target 1 to 1; after the last one nothing is left."] },
  ],
])("%s is refused at its field", (_name, plan, faults) => {
  expect(checkSignal(plan, market)).toEqual(faults);
});

it("names several faults at once", () => {
  const plan = longPlan({ stopLoss: dec(70_000), targets: targets(["60000", "0.2"]) });
  expect(Object.keys(checkSignal(plan, market)).sort()).toEqual(["stopLoss", "targets", "targets.0.price"]);
});
