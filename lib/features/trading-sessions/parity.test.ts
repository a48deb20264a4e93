import { describe, expect, it } from "vitest";
import type { TradeView } from "@/lib/features/backtests/view";
import { compareTrades } from "./parity.ts";

const trade: TradeView = {
  side: "LONG",
  qty: 1,
  entryBar: 1,
  exitBar: 2,
  entryTime: 60_000,
  exitTime: 120_000,
  entryPrice: 100,
  exitPrice: 110,
  stop: null,
  target: null,
  fees: 0.2,
  funding: 0,
  grossPnl: 10,
  pnl: 9.8,
  exitReason: "signal",
  tag: null,
};

describe("comparing a session's trades with a backtest's", () => {
  it("calls them the same within 1e-8", () => {
    const near = { ...trade, pnl: trade.pnl + 0.9e-8, entryPrice: trade.entryPrice - 0.9e-8 };
    expect(compareTrades([trade, trade], [trade, near])).toMatchObject({ score: 1, equal: 2, differences: [] });
  });

  it.each([
    ["side", { side: "SHORT" }, "LONG"],
    ["entry time", { entryTime: 0 }, "1970-01-01T00:01:00.000Z"],
    ["exit time", { exitTime: 180_000 }, "1970-01-01T00:02:00.000Z"],
    ["entry price", { entryPrice: 100.000_000_02 }, "100"],
    ["exit price", { exitPrice: Number.NaN }, "110"],
    ["quantity", { qty: 1.1 }, "1"],
    ["P&L", { pnl: 9.799_999_98 }, "9.8"],
  ] as const)("names another %s with both values", (what, change, backtest) => {
    const compared = compareTrades([trade, { ...trade, ...change }], [trade, trade]);
    expect(compared).toMatchObject({ score: 0.5, equal: 1, sessionTrades: 2, backtestTrades: 2, more: 0 });
    expect(compared.differences).toEqual([{ trade: 2, what, session: expect.any(String), backtest }]);
  });

  it("counts a trade that only one of them has, and shows twenty differences", () => {
    const compared = compareTrades(
      [trade],
      Array.from({ length: 31 }, () => trade),
    );
    expect(compared).toMatchObject({ score: 1 / 31, equal: 1, backtestTrades: 31, more: 10 });
    expect(compared.differences[0]).toEqual({ trade: 2, what: "trade", session: "not there", backtest: "there" });
    expect(compared.pnlDifference).toBeCloseTo(-30 * 9.8, 9);
  });

  it("has no score where there is nothing to compare", () => {
    expect(compareTrades([], [])).toMatchObject({ score: null, equal: 0, differences: [] });
  });
});
