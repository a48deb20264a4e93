import { describe, expect, it } from "vitest";
import { barsOf, flat, runPlan } from "../engine/planned-run.fixture.ts";
import type { EntryOrder } from "../orders/order.ts";

type Row = readonly [number, number, number, number];

const resting = (order: EntryOrder, rows: readonly Row[], settings: Parameters<typeof runPlan>[1] = {}) =>
  runPlan(barsOf([flat(100), ...rows]), settings, { 0: (desk) => desk.enter(order) });

const buyLimit = (more: Partial<EntryOrder> = {}): EntryOrder => ({ side: "long", type: "limit", limit: 98, ...more });
const buyStop = (more: Partial<EntryOrder> = {}): EntryOrder => ({ side: "long", type: "stop", trigger: 105, ...more });
const one = (price: number) => [{ price, fraction: 1 }];

describe("where resting entries fill", () => {
  it.each<[string, EntryOrder, readonly Row[], object | null]>([
    [
      "a buy limit at its price when the low touches it",
      buyLimit(),
      [[100, 101, 98, 99]],
      { side: 1, price: 98, bar: 1 },
    ],
    ["not a cent above it", buyLimit(), [[100, 101, 98.01, 99]], null],
    ["at an open below it", buyLimit(), [[97, 99, 96, 98]], { price: 97 }],
    [
      "a sell limit when the high touches it",
      { side: "short", type: "limit", limit: 102 },
      [[100, 102, 99, 100]],
      { side: -1, price: 102 },
    ],
    [
      "a sell limit at an open above it",
      { side: "short", type: "limit", limit: 102 },
      [[104, 105, 99, 100]],
      { price: 104 },
    ],
    ["a buy stop at its trigger when the high touches it", buyStop(), [[100, 105, 99, 101]], { side: 1, price: 105 }],
    ["a buy stop at an open above it", buyStop(), [[108, 109, 107, 108]], { price: 108 }],
    [
      "a sell stop when the low touches it",
      { side: "short", type: "stop", trigger: 95 },
      [[100, 101, 95, 99]],
      { side: -1, price: 95 },
    ],
    [
      "a sell stop at an open below it",
      { side: "short", type: "stop", trigger: 95 },
      [[93, 94, 92, 93]],
      { price: 93 },
    ],
    [
      "later, on the first bar that touches it",
      buyLimit(),
      [flat(100), flat(99), [99, 99, 97, 97]],
      { price: 98, bar: 3 },
    ],
    ["across a hole in the data at the next open there is", buyStop(), [flat(100), flat(120)], { price: 120, bar: 2 }],
  ])("%s", (_, order, rows, fill) => {
    expect(resting(order, rows).fills).toMatchObject(fill === null ? [] : [fill]);
  });

  it.each<[string, number, readonly Row[], object | null]>([
    ["at its trigger, which lies inside the limit", 106, [[100, 107, 99, 101]], { price: 105 }],
    [
      "at the open, when that is beyond the trigger and inside the limit",
      106,
      [[105.5, 107, 105, 106]],
      { price: 105.5 },
    ],
    [
      "at the limit, when the market opened beyond both and came back",
      106,
      [[108, 109, 105, 106]],
      { price: 106, bar: 1 },
    ],
    ["not when it opened beyond both and did not", 106, [[108, 109, 107, 108]], null],
    [
      "on a later bar, as a limit order",
      106,
      [
        [108, 109, 107, 108],
        [108, 108, 105, 105],
      ],
      { price: 106, bar: 2 },
    ],
    ["at a limit behind the trigger when the bar closed there", 103, [[100, 106, 99, 103]], { price: 103, bar: 1 }],
    ["not on that bar when it did not: its low may have come first", 103, [[100, 106, 99, 104]], null],
    [
      "as a limit from then on, though the trigger is not met again",
      103,
      [
        [100, 106, 99, 104],
        [104, 104.5, 103, 104],
      ],
      { price: 103, bar: 2 },
    ],
    ["not before its trigger", 106, [[100, 104.9, 99, 101]], null],
  ])("a stop-limit %s", (_, limit, rows, fill) => {
    const { fills } = resting({ side: "long", type: "stopLimit", trigger: 105, limit }, rows, { slippageBps: 50 });
    expect(fills).toMatchObject(fill === null ? [] : [{ ...fill, maker: true }]);
  });

  it("a short's stop-limit mirrors it", () => {
    const order: EntryOrder = { side: "short", type: "stopLimit", trigger: 95, limit: 94 };
    expect(resting(order, [[100, 101, 93, 99]]).fills).toMatchObject([{ side: -1, price: 95 }]);
    expect(
      resting(order, [
        [92, 93, 91, 92],
        [92, 95, 92, 94],
      ]).fills,
    ).toMatchObject([{ price: 94, bar: 2 }]);
  });

  it("limits pay the maker's fee and do not slip: 98 × 0.001; stops do both: 105 × 1.01 = 106.05, × 0.002 = 0.2121", () => {
    const costs = { slippageBps: 100, makerFee: 0.001, takerFee: 0.002 };
    expect(resting(buyLimit(), [[100, 101, 98, 99]], costs).fills).toMatchObject([
      { price: 98, fee: 0.098, maker: true },
    ]);
    expect(resting(buyStop(), [[100, 105, 99, 101]], costs).fills).toMatchObject([
      { basePrice: 105, price: 106.05, fee: 0.2121, maker: false },
    ]);
  });

  it("to the tick away from the market: a buy limit 98.7 to 98, a buy trigger 104.2 to 105", () => {
    const tick = { tick: 1 };
    expect(resting(buyLimit({ limit: 98.7 }), [[100, 101, 98.1, 99]], tick).fills).toEqual([]);
    expect(resting(buyLimit({ limit: 98.7 }), [[100, 101, 98, 99]], tick).fills).toMatchObject([{ price: 98 }]);
    // an open off the tick, below the limit: against us, but never above it
    expect(resting(buyLimit(), [[97.3, 98, 97, 97]], tick).fills).toMatchObject([{ basePrice: 97.3, price: 98 }]);
    expect(resting(buyStop({ trigger: 104.2 }), [[100, 104.9, 99, 101]], tick).fills).toEqual([]);
    expect(resting(buyStop({ trigger: 104.2 }), [[100, 105, 99, 101]], tick).fills).toMatchObject([{ price: 105 }]);
  });
});

describe("what an entry meets on the bar that filled it", () => {
  it.each<[string, EntryOrder, Row, object | null]>([
    // a limit is met on the way down: what is lower came after it
    [
      "a limit's stop below it is hit by the low",
      buyLimit({ stop: 96 }),
      [100, 101, 96, 99],
      { entry: 98, exit: 96, bars: [1, 1] },
    ],
    [
      "a limit's target is not taken for a high that may have come first",
      buyLimit({ targets: one(101) }),
      [100, 102, 98, 100],
      null,
    ],
    [
      "a limit's target is taken when the bar closed there",
      buyLimit({ targets: one(101) }),
      [100, 102, 98, 101],
      { entry: 98, exit: 101, reason: "target" },
    ],
    [
      "a limit filled at the open has the whole bar before it",
      buyLimit({ targets: one(101) }),
      [97, 102, 96, 98],
      { entry: 97, exit: 101 },
    ],
    // a trigger is met on the way up: what is higher came after it
    [
      "a trigger's target is taken for the high",
      buyStop({ targets: one(107) }),
      [100, 107, 99, 101],
      { entry: 105, exit: 107 },
    ],
    [
      "a trigger's stop is hit by the low",
      buyStop({ stop: 99 }),
      [100, 106, 99, 103],
      { entry: 105, exit: 99, reason: "stop" },
    ],
    ["a trigger's stop above the open is not hit by the low alone", buyStop({ stop: 103 }), [100, 106, 99, 104], null],
    ["but by the close", buyStop({ stop: 103 }), [100, 106, 99, 102], { entry: 105, exit: 103, reason: "stop" }],
    ["stop before target", buyStop({ stop: 99, targets: one(107) }), [100, 108, 99, 103], { exit: 99, reason: "stop" }],
    [
      "a short limit's stop is hit by the high",
      { side: "short", type: "limit", limit: 102, stop: 104 },
      [100, 104, 99, 101],
      { entry: 102, exit: 104 },
    ],
    [
      "a short limit's target is not taken for a low that may have come first",
      { side: "short", type: "limit", limit: 102, targets: one(99) },
      [100, 102, 98, 101],
      null,
    ],
    [
      "but when the bar closed there, for a short too",
      { side: "short", type: "limit", limit: 102, targets: one(99) },
      [100, 102, 98, 99],
      { entry: 102, exit: 99 },
    ],
    [
      "a short trigger's target is taken for the low",
      { side: "short", type: "stop", trigger: 95, targets: one(93) },
      [100, 101, 93, 97],
      { entry: 95, exit: 93 },
    ],
    [
      "a short trigger's stop below the open is not hit by the high alone",
      { side: "short", type: "stop", trigger: 95, stop: 97 },
      [100, 101, 94, 96],
      null,
    ],
    [
      "but by the close, for a short too",
      { side: "short", type: "stop", trigger: 95, stop: 97 },
      [100, 101, 94, 98],
      { entry: 95, exit: 97 },
    ],
    [
      "a sleeping target waits for the next bar",
      buyLimit({ targets: one(101), protectFrom: "nextBar" }),
      [100, 102, 98, 101],
      null,
    ],
  ])("%s", (_, order, row, trade) => {
    expect(resting(order, [row]).trades).toMatchObject(trade === null ? [] : [trade]);
  });

  it("a limit's trailing stop has seen only the close: 104 × 0.98 = 101.92, not 110 × 0.98", () => {
    const order = buyLimit({ trailing: { armPct: 5, distancePct: 2 } });
    const { trades } = resting(order, [
      [100, 110, 98, 104],
      [104, 104, 101, 102],
    ]);
    expect(trades).toMatchObject([{ exit: 101.92, reason: "trailing" }]);
  });

  it("it is liquidated there too: ×20 from 98, 98 × 0.95 / 0.995 = 93.5678…", () => {
    const { trades } = resting(buyLimit(), [[100, 101, 93, 99]], { market: "swap", leverage: 20 });
    expect(trades).toMatchObject([{ entry: 98, exit: (98 * 0.95) / 0.995, reason: "liquidation" }]);
  });
});

describe("several resting entries", () => {
  it("fill from the nearest to the open on, and what the cash does not reach is refused: 99 + 97 of 200, not 95", () => {
    const { fills, refused, state } = runPlan(
      barsOf([flat(100), [100, 100, 94, 94]]),
      { cash: 200, pyramiding: 9 },
      {
        0: (desk) => {
          for (const limit of [95, 99, 97]) desk.enter({ side: "long", type: "limit", limit });
        },
      },
    );
    expect(fills.map(({ price }) => price)).toEqual([99, 97]);
    expect(refused).toEqual({ no_cash: 1 });
    expect(state.cash).toBe(4);
  });

  it("stand behind the exits of the bar", () => {
    const { fills } = runPlan(
      barsOf([flat(100), flat(100), [100, 100, 90, 96]]),
      {},
      {
        0: (desk) => desk.enter({ side: "long", type: "market", stop: 95 }),
        1: (desk) => desk.enter({ side: "long", type: "limit", limit: 97 }),
      },
    );
    expect(fills.map(({ side, price }) => [side, price])).toEqual([
      [1, 100],
      [-1, 95],
      [1, 97],
    ]);
  });

  it("reverse at their own price: a long of 100 is sold at the trigger 95 and turned short there", () => {
    const { trades, state } = runPlan(
      barsOf([flat(100), flat(100), [100, 100, 94, 94]]),
      {},
      {
        0: (desk) => desk.buy(),
        1: (desk) => desk.enter({ side: "short", type: "stop", trigger: 95, reverse: true }),
      },
    );
    expect(trades).toMatchObject([{ side: 1, exit: 95, pnl: -5, reason: "signal" }]);
    // 995 of equity and 1 short from 95, at 94
    expect(state).toMatchObject({ position: -1, equity: 996 });
  });

  it("are taken back one by one or all at once", () => {
    const bars = barsOf([flat(100), [100, 100, 90, 90]]);
    const both = (cancel: "one" | "all") =>
      runPlan(
        bars,
        { pyramiding: 2 },
        {
          0: (desk) => {
            const first = desk.enter({ side: "long", type: "limit", limit: 95 });
            desk.enter({ side: "long", type: "limit", limit: 94 });
            if (cancel === "one") desk.cancel(first);
            else desk.cancelAll();
          },
        },
      ).fills.map(({ price }) => price);
    expect(both("one")).toEqual([94]);
    expect(both("all")).toEqual([]);
  });

  it("tell the strategy which tags are busy: waiting, held, then neither", () => {
    const seen: boolean[] = [];
    const look = (_: unknown, bar: { isBusy(tag: number): boolean }) => seen.push(bar.isBusy(3));
    runPlan(
      barsOf([flat(100), flat(100), flat(97), flat(99)]),
      {},
      {
        0: (desk, bar) => {
          look(desk, bar);
          desk.enter(buyLimit({ tag: 3, targets: one(99) }));
          look(desk, bar);
        },
        1: look,
        2: look,
        3: look,
      },
    );
    expect(seen).toEqual([false, true, true, true, false]);
  });
});
