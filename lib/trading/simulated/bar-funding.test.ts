import { describe, expect, it } from "vitest";
import { barsOf, flat, HOUR, runPlan } from "../engine/planned-run.fixture.ts";
import type { FundingColumns } from "../engine/settings.ts";

const MINUTE = 60_000;
const funding = (...rows: (readonly [time: number, rate: number])[]): FundingColumns => ({
  time: Float64Array.from(rows, ([time]) => time),
  rate: Float64Array.from(rows, ([, rate]) => rate),
});
const swap = { market: "swap", leverage: 5, sizing: { type: "units", value: 2 } } as const;
// bought 2 at 100 on bar 1 (01:00); then opens of 104 (02:00) and 110 (03:00)
const bars = barsOf([flat(100), [100, 103, 99, 102], [104, 106, 103, 105], flat(110)]);
const held = (rows: FundingColumns, side: "long" | "short" = "long", over = bars) =>
  runPlan(
    over,
    { ...swap, funding: rows },
    {
      0: (desk) => desk.enter({ side, type: "market" }),
      2: (desk) => desk.close(),
    },
  );

describe("funding", () => {
  it("at a bar's open is paid on that open, by what was carried in: 2 × 104 × 0.001 = 0.208", () => {
    const { trades, equity } = held(funding([2 * HOUR, 0.001]));
    expect(trades).toMatchObject([{ funding: -0.20800000000000002, pnl: 19.792 }]);
    // 1,000 + 2 × 2; + 2 × 5 − 0.208; + 2 × 10 − 0.208
    expect(equity).toEqual([1_000, 1_004, 1_009.792, 1_019.792]);
  });
  it("at the very open of an entry is not paid by it, and at that of an exit still is: 2 × 110 × 0.001", () => {
    expect(held(funding([HOUR, 0.001])).trades).toMatchObject([{ funding: 0 }]);
    expect(held(funding([3 * HOUR, 0.001])).trades).toMatchObject([{ funding: -0.22 }]);
  });
  it("inside a bar is paid on the bar's open, entries of that open too: 01:17 on 100, 02:59:59.999 on 104", () => {
    expect(held(funding([HOUR + 17 * MINUTE, 0.001])).trades).toMatchObject([{ funding: -0.2 }]);
    expect(held(funding([3 * HOUR - 1, 0.001])).trades[0]?.funding).toBeCloseTo(-0.208, 15);
  });
  it("with a negative rate is received by longs; shorts see the mirror", () => {
    expect(held(funding([HOUR + MINUTE, -0.001])).trades).toMatchObject([{ funding: 0.2, pnl: 20.2 }]);
    expect(held(funding([HOUR + MINUTE, 0.001]), "short").trades).toMatchObject([{ funding: 0.2, pnl: -19.8 }]);
    expect(held(funding([HOUR + MINUTE, -0.001]), "short").trades).toMatchObject([{ funding: -0.2, pnl: -20.2 }]);
  });
  it("comes as often as it comes: three times in one bar, 0.2 each", () => {
    const rows = funding([HOUR + 1, 0.001], [HOUR + 2, 0.001], [HOUR + 3, 0.001]);
    expect(held(rows).trades[0]?.funding).toBeCloseTo(-0.6, 12);
  });
  it("in a hole of the data is paid at its time on the last close before it: 2 × 102 × 0.001, though 5 bars are missing", () => {
    const holed = barsOf([
      flat(100),
      [100, 103, 99, 102],
      null,
      null,
      null,
      null,
      null,
      [104, 106, 103, 105],
      flat(110),
    ]);
    const { trades } = held(funding([4 * HOUR, 0.001]), "long", holed);
    expect(trades).toMatchObject([{ funding: -0.20400000000000001 }]);
  });
  it("before the first bar, while flat and after the exit costs nothing", () => {
    const { trades, state } = held(funding([-HOUR, 0.5], [0, 0.5], [30 * MINUTE, 0.5], [3 * HOUR + 1, 0.5]));
    expect(trades).toMatchObject([{ funding: 0, pnl: 20 }]);
    expect(state.cash).toBe(1_020);
  });
  it("is split over the parts of an entry: half sold at 103 carries half", () => {
    const { trades } = runPlan(
      bars,
      { ...swap, funding: funding([HOUR + 1, 0.001]) },
      {
        0: (desk) =>
          desk.enter({
            side: "long",
            type: "market",
            targets: [
              { price: 103, fraction: 0.5 },
              { price: 110, fraction: 0.5 },
            ],
          }),
      },
    );
    expect(trades.map(({ funding: paid }) => paid)).toEqual([-0.1, -0.1]);
  });
  it("is told as a fact of its bar", () => {
    const { input } = runPlan(
      barsOf([flat(100), flat(100), flat(104)]),
      { ...swap, funding: funding([2 * HOUR, 0.001]) },
      {
        0: (desk) => desk.buy(),
      },
    );
    expect(input.facts.funding).toEqual([{ time: 2 * HOUR, price: 104, rate: 0.001, amount: -0.20800000000000002 }]);
  });
  it("does not exist on spot", () => {
    const { trades } = runPlan(
      bars,
      { funding: funding([2 * HOUR, 0.001]) },
      { 0: (desk) => desk.buy(), 2: (desk) => desk.close() },
    );
    expect(trades).toMatchObject([{ funding: 0 }]);
  });
});
