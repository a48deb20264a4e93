import { expect, it } from "vitest";
import type { PositionView } from "./position.ts";
import { tradesCsv } from "./trades-csv.ts";

const trade: PositionView = {
  id: "pos_1",
  copyId: null,
  signalId: null,
  strategyId: null,
  strategy: { name: '=HYPERLINK("x"), "Trend"', slug: "trend" },
  sessionId: null,
  mode: "PAPER",
  exchange: "binance",
  market: "spot",
  symbol: "BTC/USDT",
  side: "LONG",
  state: "CLOSED",
  qty: "0",
  entryQty: "0.02364",
  entryPrice: "42285",
  exitPrice: "42640.25",
  stopLoss: "42285",
  leverage: "1",
  markPrice: null,
  markAt: null,
  grossPnl: "-8.39811",
  fees: "2.00763291",
  realisedPnl: "-10.40574291",
  unrealisedPnl: "0",
  pnl: "-10.40574291",
  closeReason: "stop",
  openedAt: "2026-01-15T12:00:00.000Z",
  closedAt: "2026-01-15T13:00:00.000Z",
};

it("writes exact numbers as they are, quotes commas and quotes, and keeps a formula in a name text", () => {
  expect(tradesCsv([trade])).toBe(
    [
      "id,symbol,exchange,side,mode,entryQty,entryPrice,exitPrice,grossPnl,fees,realisedPnl,closeReason,openedAt,closedAt,strategy",
      'pos_1,BTC/USDT,binance,LONG,PAPER,0.02364,42285,42640.25,-8.39811,2.00763291,-10.40574291,stop,2026-01-15T12:00:00.000Z,2026-01-15T13:00:00.000Z,"\'=HYPERLINK(""x""), ""Trend"""',
      "",
    ].join("\r\n"),
  );
});
