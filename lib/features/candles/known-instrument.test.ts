import { expect, it } from "vitest";
import { plain } from "@/lib/kernel/decimal";
import { barsOf } from "@/lib/trading/market/bars";
import { instrumentOfBars } from "./known-instrument.ts";

const bar = (open: number, high: number, low: number, close: number) => ({
  time: 0,
  open,
  high,
  low,
  close,
  volume: 1,
});

it.each([
  ["binance", "BTC/USDT", bar(42283.58, 42488.09, 42261.02, 42488), ["spot", "0.01", "0.00001", "10"]],
  ["bybit", "BTC/USDT:USDT", bar(42283.5, 42488.09, 42261.02, 42488), ["swap", "0.01", "0.001", "5.5"]],
  ["kraken", "BTC/USDT", bar(42283.58, 42488.09, 42261.02, 42488), ["spot", "0.01", "0.00001", "10"]],
  ["kraken", "XRP/USDT", bar(0.6157, 0.62, 0.6, 0.61), ["spot", "0.0001", "0.1", "10"]],
  ["kraken", "PEPE/USDT", bar(0.00000123, 0.0000013, 0.0000012, 0.00000125), ["spot", "0.00000001", "100000", "10"]],
  ["kraken", "NOISE/USDT", bar(1 / 3, 1, 0.1, 0.5), ["spot", "0.000000000001", "1", "10"]],
])(
  "reads the price step of %s %s from its prices and the lot and fee from the venue",
  (exchange, symbol, one, said) => {
    const { market, tick, lot, takerBps } = instrumentOfBars(exchange, symbol, barsOf([one]));
    expect([market, plain(tick), plain(lot), plain(takerBps)]).toEqual(said);
  },
);
