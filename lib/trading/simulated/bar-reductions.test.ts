import { describe, expect, it } from "vitest";
import { barsOf, flat, runPlan } from "../engine/planned-run.fixture.ts";
import type { ReduceOrder } from "../orders/order.ts";

type Row = readonly [number, number, number, number];

/** 4 units bought at 100 on bar 1; the order is placed at its close and works from bar 2 on. */
const reduced = (order: ReduceOrder, rows: readonly Row[], settings: Parameters<typeof runPlan>[1] = {}) =>
  runPlan(
    barsOf([flat(100), flat(100), ...rows]),
    { sizing: { type: "units", value: 4 }, ...settings },
    {
      0: (desk) => desk.buy(),
      1: (desk) => desk.reduce(order),
    },
  );

describe("reduce-only orders", () => {
  it.each<[string, ReduceOrder, readonly Row[], object | null]>([
    ["sell at the next open", { type: "market" }, [flat(103)], { qty: 4, exit: 103, reason: "signal" }],
    ["sell an amount", { type: "market", qty: 1.5 }, [flat(103)], { qty: 1.5, exit: 103 }],
    ["sell a part of what is held", { type: "market", fraction: 0.25 }, [flat(103)], { qty: 1, exit: 103 }],
    ["never sell more than is held", { type: "market", qty: 99 }, [flat(103)], { qty: 4 }],
    [
      "rest at a limit",
      { type: "limit", price: 105, qty: 1 },
      [flat(104), [104, 105, 104, 104]],
      { qty: 1, bars: [1, 3], exit: 105, reason: "target" },
    ],
    ["fill at an open beyond the limit", { type: "limit", price: 105 }, [flat(107)], { exit: 107 }],
    ["rest at a stop", { type: "stop", price: 97 }, [[100, 101, 97, 98]], { exit: 97, reason: "stop" }],
    ["fill at an open beyond the stop", { type: "stop", price: 97 }, [flat(95)], { exit: 95 }],
    ["wait when nothing touches them", { type: "limit", price: 105 }, [[100, 104.99, 98, 100]], null],
  ])("%s", (_, order, rows, trade) => {
    expect(reduced(order, rows).trades).toMatchObject(trade === null ? [] : [trade]);
  });

  it("take the oldest entries first, one trade each: 5 of 4 + 4", () => {
    const { trades, state } = runPlan(
      barsOf([flat(100), flat(100), flat(102), flat(104)]),
      { sizing: { type: "units", value: 4 }, pyramiding: 2 },
      { 0: (desk) => desk.buy(), 1: (desk) => desk.buy(), 2: (desk) => desk.reduce({ type: "market", qty: 5 }) },
    );
    expect(trades).toMatchObject([
      { qty: 4, entry: 100 },
      { qty: 1, entry: 102 },
    ]);
    expect(state.position).toBe(3);
  });

  it("stand behind a stop of the entry, and a stop before a limit", () => {
    const { trades, state } = runPlan(
      barsOf([flat(100), flat(100), [100, 110, 90, 100]]),
      {},
      {
        0: (desk) => desk.enter({ side: "long", type: "market", stop: 95 }),
        1: (desk) => desk.reduce({ type: "limit", price: 105 }),
      },
    );
    expect(trades).toMatchObject([{ exit: 95, reason: "stop" }]);
    expect(state.reductions).toEqual([]);
    const both = runPlan(
      barsOf([flat(100), flat(100), [100, 110, 90, 100]]),
      {},
      {
        0: (desk) => desk.buy(),
        1: (desk) => {
          desk.reduce({ type: "limit", price: 105 });
          desk.reduce({ type: "stop", price: 96 });
        },
      },
    );
    expect(both.trades).toMatchObject([{ exit: 96, reason: "stop" }]);
  });

  it("are taken back at the first close with nothing held: a later long is not theirs", () => {
    const { trades, state } = runPlan(
      barsOf([flat(100), flat(100), flat(100), flat(100), [100, 106, 99, 100]]),
      {},
      {
        0: (desk) => desk.buy(),
        1: (desk) => {
          desk.reduce({ type: "limit", price: 105 });
          desk.close();
        },
        2: (desk) => desk.buy(),
      },
    );
    expect(trades).toHaveLength(1);
    expect(state).toMatchObject({ position: 1, reductions: [] });
  });

  it("round to the tick away from the market, and amounts down to the lot: 104.2 to 105, 97.8 to 97, 1.7 to 1", () => {
    const steps = { tick: 1, lot: 1 };
    expect(reduced({ type: "limit", price: 104.2 }, [[100, 104.9, 100, 100]], steps).trades).toEqual([]);
    expect(reduced({ type: "limit", price: 104.2, qty: 1.7 }, [[100, 105, 100, 100]], steps).trades).toMatchObject([
      { qty: 1, exit: 105 },
    ]);
    expect(reduced({ type: "stop", price: 97.8 }, [[100, 100, 97.5, 98]], steps).trades).toEqual([]);
    expect(reduced({ type: "stop", price: 97.8, fraction: 0.4 }, [[100, 100, 97, 98]], steps).trades).toMatchObject([
      { qty: 1, exit: 97 },
    ]);
  });

  it("go with the side they reduce: a turned position is not touched by them", () => {
    const { trades, state } = runPlan(
      barsOf([flat(100), flat(100), [100, 106, 94, 100], [100, 106, 94, 100]]),
      {},
      {
        0: (desk) => desk.buy(),
        1: (desk) => {
          desk.reduce({ type: "limit", price: 105 });
          desk.enter({ side: "short", type: "market", reverse: true });
        },
      },
    );
    expect(trades).toHaveLength(1);
    expect(state.position).toBe(-1);
  });

  it("buy a short back: its limit lies below, its stop above", () => {
    const short = (order: ReduceOrder) =>
      runPlan(
        barsOf([flat(100), flat(100), [100, 103, 95, 100]]),
        {},
        {
          0: (desk) => desk.sell(),
          1: (desk) => desk.reduce(order),
        },
      ).trades;
    expect(short({ type: "limit", price: 96 })).toMatchObject([{ exit: 96, pnl: 4, reason: "target" }]);
    expect(short({ type: "stop", price: 102 })).toMatchObject([{ exit: 102, pnl: -2, reason: "stop" }]);
  });

  it("are nothing while nothing is held, and are refused with a wrong shape", () => {
    const placed: number[] = [];
    runPlan(barsOf([flat(100)]), {}, { 0: (desk) => placed.push(desk.reduce({ type: "market" })) });
    expect(placed).toEqual([0]);
    expect(() => reduced({ type: "limit" }, [flat(100)])).toThrow("a limit order needs a price above 0, not undefined");
    expect(() => reduced({ type: "market", price: 5 }, [flat(100)])).toThrow("a market order has no price");
    expect(() => reduced({ type: "market", qty: 1, fraction: 1 }, [flat(100)])).toThrow(
      "give qty or fraction, not both",
    );
    expect(() => reduced({ type: "market", qty: -1 }, [flat(100)])).toThrow("qty must be above 0, not -1");
    expect(() => reduced({ type: "market", fraction: 1.5 }, [flat(100)])).toThrow(
      "fraction must be above 0 and at most 1, not 1.5",
    );
  });
});
