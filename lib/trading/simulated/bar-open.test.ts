import { describe, expect, it } from "vitest";
import { barsOf, flat, runPlan } from "../engine/planned-run.fixture.ts";

describe("market orders", () => {
  it("fill at the next bar's open", () => {
    const { trades, equity } = runPlan(
      barsOf([flat(100), [101, 105, 99, 104], [103, 103, 102, 102]]),
      {},
      {
        0: (desk) => desk.buy(),
        1: (desk) => desk.close(),
      },
    );
    expect(trades).toMatchObject([{ side: 1, qty: 1, bars: [1, 2], entry: 101, exit: 103, pnl: 2, reason: "signal" }]);
    // 1,000; then 1,000 − 101 + 104; then 1,000 − 101 + 103
    expect(equity).toEqual([1_000, 1_003, 1_002]);
  });

  it("lose slippage and half the spread, both ways: 20 + 10 / 2 = 25 bps of 100 is 0.25, of 200 is 0.5", () => {
    const { trades, fills } = runPlan(
      barsOf([flat(100), flat(100), flat(200)]),
      { slippageBps: 20, spreadBps: 10 },
      {
        0: (desk) => desk.buy(),
        1: (desk) => desk.close(),
      },
    );
    expect(trades).toMatchObject([{ entry: 100.25, exit: 199.5, pnl: 99.25 }]);
    expect(fills.map(({ basePrice }) => basePrice)).toEqual([100, 200]);
  });

  it("of a short sell lower and buy back higher: 100 − 0.25, 80 + 0.2; 99.75 − 80.2 = 19.55", () => {
    const { trades } = runPlan(
      barsOf([flat(100), flat(100), flat(80)]),
      { slippageBps: 25 },
      {
        0: (desk) => desk.sell(),
        1: (desk) => desk.close(),
      },
    );
    expect(trades).toMatchObject([{ side: -1, entry: 99.75, exit: 80.2 }]);
    expect(trades[0]?.pnl).toBeCloseTo(19.55, 12);
  });

  it("slip beyond the bar's high by no more than the basis points", () => {
    const { fills } = runPlan(
      barsOf([flat(100), [100, 100.1, 99, 99]]),
      { slippageBps: 50 },
      { 0: (desk) => desk.buy() },
    );
    expect(fills).toMatchObject([{ basePrice: 100, price: 100.5 }]);
  });

  it("pay the taker's fee on each side: 0.001 × 100 + 0.001 × 110 = 0.21; 10 − 0.21 = 9.79", () => {
    const { trades, fills, equity } = runPlan(
      barsOf([flat(100), flat(100), flat(110)]),
      { takerFee: 0.001, makerFee: 0.5 },
      {
        0: (desk) => desk.buy(),
        1: (desk) => desk.close(),
      },
    );
    expect(trades).toMatchObject([{ fees: 0.21000000000000002, pnl: 9.79 }]);
    expect(fills).toMatchObject([
      { fee: 0.1, maker: false },
      { fee: 0.11, maker: false },
    ]);
    expect(equity).toEqual([1_000, 999.9, 1_009.79]);
  });

  it("round to the tick against us: 100 × 1.0012 = 100.12 is bought at 100.5, 100 × 0.9988 = 99.88 sold at 99.5", () => {
    const { trades } = runPlan(
      barsOf([flat(100), flat(100), flat(100)]),
      { slippageBps: 12, tick: 0.5 },
      {
        0: (desk) => desk.buy(),
        1: (desk) => desk.close(),
      },
    );
    expect(trades).toMatchObject([{ entry: 100.5, exit: 99.5 }]);
  });

  it("wait through a hole in the data: the open of the next bar that there is", () => {
    const { trades } = runPlan(
      barsOf([flat(100), null, null, [120, 121, 119, 120], flat(125)]),
      {},
      {
        0: (desk) => desk.enter({ side: "long", type: "market", stop: 110 }),
        1: (desk) => desk.close(),
      },
    );
    expect(trades).toMatchObject([{ bars: [1, 2], entry: 120, exit: 125 }]);
  });

  it("turn a position in one open, the close first, so that its cash is there: 9 × 100 of 1,000, then 9 × 110 against 1,090", () => {
    const { trades, state, fills } = runPlan(
      barsOf([flat(100), flat(100), flat(110), flat(105)]),
      { sizing: { type: "units", value: 9 } },
      {
        0: (desk) => desk.buy(),
        1: (desk) => {
          desk.sell();
          desk.close();
        },
      },
    );
    expect(fills.map(({ side, bar }) => [side, bar])).toEqual([
      [1, 1],
      [-1, 2],
      [-1, 2],
    ]);
    expect(trades).toMatchObject([{ side: 1, pnl: 90 }]);
    // 1,090 and 9 sold short at 110, bought back for 105 each when asked
    expect(state.equity).toBe(1_135);
    expect(state.position).toBe(-9);
  });

  it("against what is held are refused, unless they reverse it", () => {
    const bars = barsOf([flat(100), flat(100), flat(110), flat(110)]);
    const plain = runPlan(bars, {}, { 0: (desk) => desk.buy(), 1: (desk) => desk.sell() });
    expect(plain.refused).toEqual({ opposite: 1 });
    expect(plain.state.position).toBe(1);
    const turned = runPlan(
      bars,
      {},
      {
        0: (desk) => desk.buy(),
        1: (desk) => desk.enter({ side: "short", type: "market", reverse: true }),
      },
    );
    expect(turned.trades).toMatchObject([{ side: 1, bars: [1, 2], exit: 110, reason: "signal" }]);
    expect(turned.state.position).toBe(-1);
  });

  it("are refused beyond the pyramiding limit, and when the cash is spent", () => {
    const bars = barsOf([flat(100), flat(100), flat(100), flat(100), flat(100)]);
    const each = { 0: buy, 1: buy, 2: buy };
    const limited = runPlan(bars, { pyramiding: 2 }, each);
    expect(limited.refused).toEqual({ pyramiding: 1 });
    expect(limited.state.position).toBe(2);
    const poor = runPlan(bars, { pyramiding: 3, cash: 250 }, each);
    expect(poor.refused).toEqual({ no_cash: 1 });
    expect(poor.state).toMatchObject({ position: 2, cash: 50, equity: 250 });
  });

  it("close the entries of one tag only", () => {
    const { trades, state } = runPlan(
      barsOf([flat(100), flat(100), flat(110), flat(110)]),
      { pyramiding: 2 },
      {
        0: (desk) => {
          desk.enter({ side: "long", type: "market", tag: 7 });
          desk.enter({ side: "long", type: "market", tag: 8 });
        },
        1: (desk) => desk.close(8),
      },
    );
    expect(trades).toHaveLength(1);
    expect(state.entries.map(({ tag }) => tag)).toEqual([7]);
  });

  it("are taken back before they fill", () => {
    const { fills } = runPlan(barsOf([flat(100), flat(100)]), {}, { 0: (desk) => desk.cancel(desk.buy()) });
    expect(fills).toEqual([]);
  });
});

const buy = (desk: { buy(): number }): number => desk.buy();
