import { describe, expect, it } from "vitest";
import { hasPrices, orderFault } from "./check-order.ts";
import type { EntryOrder } from "./order.ts";

const order = (more: object): EntryOrder => ({ side: "long", type: "market", ...more });
const targets = (...rows: [number, number][]) => rows.map(([price, fraction]) => ({ price, fraction }));

describe("the shape of an entry order", () => {
  it.each<[object, string | null]>([
    [{}, null],
    [{ type: "limit", limit: 99 }, null],
    [
      {
        type: "stopLimit",
        limit: 99,
        trigger: 98,
        stop: 90,
        targets: targets([101, 0.5], [102, 0.5]),
        breakEvenAfterTarget: 2,
      },
      null,
    ],
    [{ side: "short", targets: targets([99, 0.5], [98, 0.5]) }, null],
    [{ side: "up" }, "side must be long or short, not up"],
    [{ type: "iceberg" }, "type must be one of market, limit, stop, stopLimit, not iceberg"],
    [{ type: "limit" }, "a limit order needs a limit"],
    [{ type: "stop", limit: 1 }, "a stop order needs a trigger"],
    [{ type: "stopLimit", trigger: 1 }, "a stopLimit order needs a limit"],
    [
      {
        targets: targets(
          [101, 1 / 7],
          [102, 1 / 7],
          [103, 1 / 7],
          [104, 1 / 7],
          [105, 1 / 7],
          [106, 1 / 7],
          [107, 1 / 7],
        ),
      },
      "at most six targets, not 7",
    ],
    [{ targets: targets([101, 0.5], [102, 0.4]) }, "the fractions of all targets must sum to 1, not 0.9"],
    [{ targets: targets([101, 1.5], [102, -0.5]) }, "each target's fraction must be above 0 and at most 1"],
    [{ targets: targets([102, 0.5], [101, 0.5]) }, "targets must go from the nearest to the farthest"],
    [{ side: "short", targets: targets([98, 0.5], [99, 0.5]) }, "targets must go from the nearest to the farthest"],
    [{ trailing: { armPct: -1, distancePct: 1 } }, "trailing.armPct must be 0 or more, not -1"],
    [{ trailing: { armPct: 1, distancePct: 0 } }, "trailing.distancePct must be above 0 and under 100, not 0"],
    [{ trailing: { armPct: Number.NaN, distancePct: 1 } }, "trailing.armPct must be 0 or more, not NaN"],
    [{ breakEvenAfterTarget: 1 }, "breakEvenAfterTarget must be a target counted from 1, not 1"],
    [
      { targets: targets([101, 1]), breakEvenAfterTarget: 0 },
      "breakEvenAfterTarget must be a target counted from 1, not 0",
    ],
    [{ sizing: { type: "all", value: 1 } }, "sizing.type must be one of units, quote, equityPct, riskPct, not all"],
    [{ sizing: { type: "units", value: Number.NaN } }, "sizing.value must be above 0, not NaN"],
    [{ tag: -1 }, "tag must be a whole number from 0 on, not -1"],
    [{ tag: 1.5 }, "tag must be a whole number from 0 on, not 1.5"],
  ])("%j", (more, fault) => {
    expect(orderFault(order(more))).toBe(fault);
  });

  it("has prices only when each of them is one", () => {
    expect(hasPrices(order({ stop: 1, targets: targets([2, 1]) }))).toBe(true);
    for (const price of [Number.NaN, 0, -1, Number.POSITIVE_INFINITY]) {
      expect(hasPrices(order({ stop: price }))).toBe(false);
      expect(hasPrices(order({ limit: price }))).toBe(false);
      expect(hasPrices(order({ trigger: price }))).toBe(false);
      expect(hasPrices(order({ targets: targets([price, 1]) }))).toBe(false);
    }
  });
});
