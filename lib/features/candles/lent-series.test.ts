import { expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import type { ReplaySeries } from "@/lib/ports/market-data";
import { lentSeries } from "./lent-series.ts";

function series(exchange: string, symbol: string): ReplaySeries {
  const steps = { tick: dec("0.01"), lot: dec("0.001"), minNotional: dec(5), makerBps: dec(10), takerBps: dec(10) };
  return {
    exchange,
    timeframe: "15m",
    instrument: { symbol, market: "spot", ...steps },
    source: "replay",
    fromMs: 0,
    toMs: 900_000,
  };
}
const at = (exchange: string, symbol: string) => ({ exchange, symbol });

it("lends an exchange that has no candles of a symbol those of the first one by name that has", () => {
  const own = [series("kraken", "BTC/USDT"), series("bybit", "BTC/USDT")];
  expect(lentSeries(own, [at("binance", "BTC/USDT")])).toEqual([{ ...series("binance", "BTC/USDT"), lender: "bybit" }]);
});

it("lends nothing to an exchange with candles of its own, of a symbol that nobody has, or between spot and swap", () => {
  const own = [series("bybit", "BTC/USDT")];
  expect(lentSeries(own, [at("bybit", "BTC/USDT"), at("binance", "ETH/USDT"), at("binance", "BTC/USDT:USDT")])).toEqual(
    [],
  );
});
