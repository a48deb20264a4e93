import { describe, expect, it } from "vitest";
import { barsOf, flat, runPlan } from "../engine/planned-run.fixture.ts";
import type { EntryOrder } from "../orders/order.ts";

type Row = readonly [number, number, number, number];

/** Enters at the second bar's open and lets the bars come. */
const held = (order: Partial<EntryOrder>, rows: readonly Row[], settings: Parameters<typeof runPlan>[1] = {}) =>
  runPlan(barsOf([flat(100), ...rows]), settings, {
    0: (desk) => desk.enter({ side: "long", type: "market", ...order }),
  });

const one = (price: number) => [{ price, fraction: 1 }];

describe("stop and target", () => {
  it.each<[string, Partial<EntryOrder>, readonly Row[], object | null]>([
    ["a stop is hit by the low", { stop: 95 }, [[100, 101, 95, 97]], { exit: 95, reason: "stop" }],
    ["a stop above the low only", { stop: 94.99 }, [[100, 101, 95, 97]], null],
    [
      "a stop that the market opened beyond fills at the open",
      { stop: 95 },
      [flat(100), [93, 99, 92, 98]],
      { exit: 93 },
    ],
    ["a target is hit by the high", { targets: one(105) }, [[100, 105, 99, 101]], { exit: 105, reason: "target" }],
    [
      "a target that the market opened beyond fills at the open",
      { targets: one(105) },
      [flat(100), [107, 108, 106, 106]],
      { exit: 107 },
    ],
    ["both in one bar: the stop", { stop: 95, targets: one(105) }, [[100, 106, 94, 100]], { exit: 95, reason: "stop" }],
    [
      "both work from the entry bar's open: a stop passed there fills there",
      { stop: 101 },
      [[100, 103, 99, 102]],
      { exit: 100, bars: [1, 1] },
    ],
    [
      "a target passed at the entry open fills there",
      { targets: one(99) },
      [[100, 103, 99, 102]],
      { exit: 100, bars: [1, 1] },
    ],
    ["a short's stop is hit by the high", { side: "short", stop: 105 }, [[100, 105, 99, 101]], { exit: 105, pnl: -5 }],
    [
      "a short's stop fills at an open above it",
      { side: "short", stop: 105 },
      [flat(100), [108, 109, 107, 108]],
      { exit: 108, pnl: -8 },
    ],
    [
      "a short's target is hit by the low",
      { side: "short", targets: one(96) },
      [[100, 101, 96, 99]],
      { exit: 96, pnl: 4 },
    ],
    [
      "a short's target fills at an open below it",
      { side: "short", targets: one(96) },
      [flat(100), [90, 91, 89, 90]],
      { exit: 90, pnl: 10 },
    ],
    [
      "they sleep on the entry bar where the entry says so",
      { stop: 95, targets: one(105), protectFrom: "nextBar" },
      [
        [100, 106, 94, 100],
        [100, 105, 99, 100],
      ],
      { exit: 105, bars: [1, 2] },
    ],
  ])("%s", (_, order, rows, trade) => {
    const { trades } = held(order, rows);
    expect(trades).toMatchObject(trade === null ? [] : [trade]);
  });

  it("slip and pay by their kind: stop 95 × 0.998 = 94.81 and taker; target 105 as it stands and maker", () => {
    const costs = { slippageBps: 20, takerFee: 0.002, makerFee: 0.001 };
    const stopped = held({ stop: 95 }, [flat(100), [100, 100, 94, 94]], costs);
    // entry 100 × 1.002 = 100.2, fee 0.2004; exit 94.81, fee 0.18962; −5.39 − 0.39002
    expect(stopped.fills).toMatchObject([
      { price: 100.2, maker: false },
      { basePrice: 95, price: 94.81, fee: 0.18962, maker: false },
    ]);
    expect(stopped.trades[0]?.pnl).toBeCloseTo(-5.78002, 12);
    const sold = held({ targets: one(105) }, [flat(100), [100, 106, 100, 106]], costs);
    // fee 0.001 × 105; 4.8 − 0.2004 − 0.105
    expect(sold.fills[1]).toMatchObject({ price: 105, fee: 0.105, maker: true });
    expect(sold.trades[0]?.pnl).toBeCloseTo(4.4946, 12);
  });

  it("round to the tick away from the market: a long's stop 95.3 to 95, its target 104.6 to 105; mirrored for shorts", () => {
    const tick = { tick: 1 };
    expect(held({ stop: 95.3 }, [[100, 100, 95, 95]], tick).trades).toMatchObject([{ exit: 95 }]);
    expect(held({ targets: one(104.6) }, [[100, 104.9, 100, 100]], tick).trades).toEqual([]);
    expect(held({ targets: one(104.6) }, [[100, 105, 100, 100]], tick).trades).toMatchObject([{ exit: 105 }]);
    expect(held({ side: "short", stop: 104.6 }, [[100, 104.9, 100, 100]], tick).trades).toEqual([]);
    expect(held({ side: "short", targets: one(95.3) }, [[100, 100, 95, 95]], tick).trades).toMatchObject([
      { exit: 95 },
    ]);
  });
});

describe("up to six targets", () => {
  const six = [101, 102, 103, 104, 105, 106].map((price, row) => ({ price, fraction: row === 0 ? 0.25 : 0.15 }));

  it("sell their parts, each a trade with its share of the entry's fee", () => {
    const { trades, state } = held(
      { targets: six, sizing: { type: "units", value: 4 } },
      [
        [100, 103, 100, 103],
        [103, 110, 103, 110],
      ],
      { takerFee: 0.001, makerFee: 0.001 },
    );
    // 4 × 0.25 = 1, then 4 × 0.15 = 0.6 five times; the first three on the entry bar
    expect(trades.map(({ qty }) => Number(qty.toFixed(12)))).toEqual([1, 0.6, 0.6, 0.6, 0.6, 0.6]);
    expect(trades.map(({ exit, bars }) => [exit, bars[1]])).toEqual([
      [101, 1],
      [102, 1],
      [103, 1],
      [104, 2],
      [105, 2],
      [106, 2],
    ]);
    // Σ part × (target − 100) = 1 + 0.6 × (2 + 3 + 4 + 5 + 6) = 13; entry fee 0.4; exit fees 0.001 × (101 + 0.6 × 520) = 0.413
    const sum = (pick: (trade: (typeof trades)[number]) => number) =>
      trades.reduce((total, trade) => total + pick(trade), 0);
    expect(sum(({ pnl }) => pnl)).toBeCloseTo(12.187, 10);
    expect(sum(({ fees }) => fees)).toBeCloseTo(0.813, 12);
    expect(state.position).toBe(0);
    expect(state.cash).toBeCloseTo(1_012.187, 10);
  });

  it("round parts to the lot and let the last take the rest: 7 lots as 1 (of 1.75), 1 (2.8), 1 (3.85), 1 (4.9), 1 (5.95), 2", () => {
    const { trades } = held({ targets: six, sizing: { type: "units", value: 7 } }, [[100, 110, 100, 110]], { lot: 1 });
    expect(trades.map(({ qty }) => qty)).toEqual([1, 1, 1, 1, 1, 2]);
  });

  it("leave out a part that is less than a lot, and lose nothing by it", () => {
    const halves = [
      { price: 101, fraction: 0.5 },
      { price: 102, fraction: 0.5 },
    ];
    const { trades } = held({ targets: halves, sizing: { type: "units", value: 1 } }, [[100, 110, 100, 110]], {
      lot: 1,
    });
    expect(trades).toMatchObject([{ qty: 1, exit: 102 }]);
  });

  it("leave nothing behind when floats sum their fractions to 0.9999999999999999, as six sixths", () => {
    const sixths = [101, 102, 103, 104, 105, 106].map((price) => ({ price, fraction: 1 / 6 }));
    const { trades, state } = held({ targets: sixths, sizing: { type: "units", value: 4 } }, [[100, 110, 100, 110]]);
    expect(trades).toHaveLength(6);
    expect(state).toMatchObject({ position: 0, entries: [] });
  });

  it("what a stop leaves after some of them goes in one piece", () => {
    const { trades } = held({ targets: six, stop: 98, sizing: { type: "units", value: 4 } }, [
      [100, 102.5, 100, 102],
      [102, 102, 97, 97],
    ]);
    expect(trades.map(({ reason }) => reason)).toEqual(["target", "target", "stop"]);
    expect(trades[2]?.qty).toBeCloseTo(2.4, 12);
    expect(trades[2]).toMatchObject({ exit: 98 });
  });
});

describe("break-even", () => {
  const order: Partial<EntryOrder> = {
    stop: 95,
    targets: [
      { price: 102, fraction: 0.5 },
      { price: 110, fraction: 0.5 },
    ],
    breakEvenAfterTarget: 1,
    sizing: { type: "units", value: 2 },
  };
  it("moves the stop to the entry price after its target, from the next bar on", () => {
    const { trades } = held(order, [
      [100, 103, 99, 102],
      [102, 102, 99, 101],
    ]);
    expect(trades).toMatchObject([
      { bars: [1, 1], exit: 102, reason: "target" },
      { bars: [1, 2], exit: 100, pnl: 0, reason: "breakEven" },
    ]);
  });
  it("does not before it", () => {
    expect(
      held(order, [
        [100, 101.9, 99, 101],
        [101, 101, 96, 97],
      ]).trades,
    ).toEqual([]);
  });
  it("never lowers a stop that is better already", () => {
    const bars = barsOf([flat(100), flat(100), flat(101.8), [101.8, 103, 101.6, 103], [103, 103, 100.7, 101]]);
    const { trades } = runPlan(
      bars,
      {},
      {
        0: (desk) => desk.enter({ side: "long", type: "market", ...order }),
        2: (desk) => desk.moveStop(101.5),
      },
    );
    expect(trades[1]).toMatchObject({ bars: [1, 4], exit: 101.5, reason: "stop" });
  });
});

describe("a trailing stop", () => {
  const trailing = { armPct: 5, distancePct: 2 };
  it("sleeps until the best price is armPct in favour", () => {
    expect(
      held({ trailing }, [
        [100, 104.9, 99, 104],
        [104, 104, 90, 91],
      ]).trades,
    ).toEqual([]);
  });
  it("then stands distancePct below the best: 110 × 0.98 = 107.8", () => {
    const { trades } = held({ trailing }, [
      [100, 110, 99, 109],
      [109, 109, 107.5, 108],
    ]);
    expect(trades).toMatchObject([{ bars: [1, 2], exit: 107.8, reason: "trailing" }]);
  });
  it("works only from the bar after the one that raised it, whose low came no one knows when", () => {
    const { trades } = held({ trailing }, [
      [100, 110, 99, 109],
      [109, 120, 108, 119],
      [119, 119, 117, 118],
    ]);
    // raised to 107.8 by the first bar; the second raises it to 120 × 0.98 = 117.6 after its own low of 108
    expect(trades).toMatchObject([{ bars: [1, 3], exit: 117.6 }]);
  });
  it("never falls back", () => {
    const { trades } = held({ trailing }, [
      [100, 110, 99, 109],
      [109, 109.5, 108, 108],
      [108, 108, 107, 107],
    ]);
    expect(trades).toMatchObject([{ bars: [1, 3], exit: 107.8 }]);
  });
  it("that the market opens beyond fills at the open", () => {
    expect(
      held({ trailing }, [
        [100, 110, 99, 109],
        [105, 106, 104, 105],
      ]).trades,
    ).toMatchObject([{ exit: 105 }]);
  });
  it("follows a short down: 90 × 1.02 = 91.8", () => {
    const { trades } = held({ side: "short", trailing }, [
      [100, 101, 90, 91],
      [91, 92, 91, 92],
    ]);
    expect(trades).toMatchObject([{ exit: 91.8, reason: "trailing" }]);
    expect(trades[0]?.pnl).toBeCloseTo(8.2, 12);
  });
  it("that arms at once stands at the entry already: 100 × 0.98 = 98 on the entry bar", () => {
    const { trades } = held({ trailing: { armPct: 0, distancePct: 2 } }, [[100, 100, 97, 99]]);
    expect(trades).toMatchObject([{ bars: [1, 1], exit: 98, reason: "trailing" }]);
  });
  it("rounds to the tick away from the market: 107.8 to 107.5", () => {
    const rows: Row[] = [
      [100, 110, 99, 109],
      [109, 109, 107.6, 108],
      [108, 108, 107.5, 108],
    ];
    expect(held({ trailing }, rows, { tick: 0.5 }).trades).toMatchObject([{ bars: [1, 3], exit: 107.5 }]);
  });
});

describe("a stop that is moved", () => {
  const bars = barsOf([flat(100), flat(100), [100, 101, 96, 100], [100, 101, 96, 100]]);
  it("works from the next bar on", () => {
    const { trades } = runPlan(
      bars,
      {},
      {
        0: (desk) => desk.enter({ side: "long", type: "market", stop: 90 }),
        2: (desk) => desk.moveStop(97),
      },
    );
    expect(trades).toMatchObject([{ bars: [1, 3], exit: 97, reason: "stop" }]);
  });
  it("must be a price", () => {
    expect(() => runPlan(bars, {}, { 1: (desk) => desk.moveStop(Number.NaN) })).toThrow(
      "moveStop(NaN): a price above 0",
    );
  });
});

describe("liquidation of a swap", () => {
  const swap = { market: "swap", leverage: 10, maintenanceMargin: 0.005 } as const;
  // long: 100 × 0.9 / 0.995; short: 100 × 1.1 / 1.005
  const LONG = 90 / 0.995;
  const SHORT = 110.00000000000001 / 1.005;

  it("takes a long at its liquidation price, 90.4522…: 10 of margin lose 9.5477…", () => {
    const { trades, state } = held({}, [[100, 100, 90, 95]], swap);
    expect(trades).toMatchObject([{ exit: LONG, reason: "liquidation" }]);
    expect(state.cash).toBe(900 + LONG);
  });
  it("leaves it when the low stays above", () => {
    expect(held({}, [[100, 100, 90.46, 95]], swap).trades).toEqual([]);
  });
  it("takes a short at 109.4527…", () => {
    expect(held({ side: "short" }, [[100, 109.46, 100, 105]], swap).trades).toMatchObject([
      { exit: SHORT, reason: "liquidation" },
    ]);
  });
  it("comes after a stop that is nearer", () => {
    expect(held({ stop: 91 }, [[100, 100, 89, 95]], swap).trades).toMatchObject([{ exit: 91, reason: "stop" }]);
  });
  it("comes before a stop that is farther, and before a target", () => {
    const order = { stop: 89, targets: one(105) };
    expect(held(order, [[100, 106, 88, 95]], swap).trades).toMatchObject([{ exit: LONG, reason: "liquidation" }]);
  });
  it("fills at the open when the market opened beyond it, with the loss that this is", () => {
    const { trades, state } = held({}, [flat(100), [85, 86, 84, 85]], swap);
    expect(trades).toMatchObject([{ exit: 85, pnl: -15, reason: "liquidation" }]);
    expect(state.equity).toBe(985);
  });
  it("slips and pays the taker's fee like any market order", () => {
    const { fills } = held({}, [flat(100), [85, 86, 84, 85]], { ...swap, slippageBps: 100, takerFee: 0.01 });
    // 85 × 0.99 = 84.15, fee 0.8415
    expect(fills[1]).toMatchObject({ price: 84.15, maker: false });
    expect(fills[1]?.fee).toBeCloseTo(0.8415, 12);
  });
  it("is that of the whole position at its average entry: 1 at 100 and 3 at 104 are 103; 103 × 0.9 / 0.995 = 93.1658…", () => {
    const { trades } = runPlan(
      barsOf([flat(100), flat(100), flat(104), [104, 104, 93.17, 95], [95, 95, 93, 94]]),
      { ...swap, pyramiding: 2 },
      {
        0: (desk) => desk.buy(),
        1: (desk) => desk.enter({ side: "long", type: "market", sizing: { type: "units", value: 3 } }),
      },
    );
    expect(trades).toMatchObject([
      { qty: 1, bars: [1, 4], reason: "liquidation" },
      { qty: 3, bars: [2, 4] },
    ]);
    expect(trades[0]?.exit).toBeCloseTo((103 * 0.9) / 0.995, 12);
  });
  it("at the open comes before an entry of that open, which would have moved the average to 86.5 and saved it", () => {
    const { trades, state } = runPlan(
      barsOf([flat(100), flat(100), flat(85)]),
      { ...swap, pyramiding: 2 },
      {
        0: (desk) => desk.buy(),
        1: (desk) => desk.enter({ side: "long", type: "market", sizing: { type: "units", value: 9 } }),
      },
    );
    expect(trades).toMatchObject([{ qty: 1, bars: [1, 2], exit: 85, reason: "liquidation" }]);
    expect(state.position).toBe(9);
  });
  it("does not happen on spot, nor to a long without leverage", () => {
    expect(held({}, [[100, 100, 0.01, 95]], {}).trades).toEqual([]);
    expect(held({ side: "short" }, [[100, 900, 100, 100]], {}).trades).toEqual([]);
    expect(held({}, [[100, 100, 0.01, 95]], { ...swap, leverage: 1 }).trades).toEqual([]);
  });
  it("reaches an entry whose stop still sleeps", () => {
    expect(held({ protectFrom: "nextBar", stop: 95 }, [[100, 100, 90, 95]], swap).trades).toMatchObject([
      { reason: "liquidation" },
    ]);
  });
});
