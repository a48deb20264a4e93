import { expect, it } from "vitest";
import { type GivenTarget, targetOfPath } from "./target-of-path.ts";

it.each<[string, GivenTarget, [string, string, string]]>([
  ["/x/binance/BTCUSDT_15m.csv.gz", {}, ["binance", "BTC/USDT", "15m"]],
  ["bybit/BTCUSDT_1h.json", {}, ["bybit", "BTC/USDT:USDT", "1h"]],
  ["my.csv", { exchange: "Kraken", symbol: "ETH/EUR", timeframe: "1d" }, ["kraken", "ETH/EUR", "1d"]],
  ["bybit/BTCUSDT_1h.csv", { symbol: "BTC/USDT" }, ["bybit", "BTC/USDT", "1h"]],
  ["C:\\data\\mexc\\SOLUSDC_5m.csv", {}, ["mexc", "SOL/USDC", "5m"]],
  ["user_data/data/binance/BTC_USDT-5m.feather", {}, ["binance", "BTC/USDT", "5m"]],
  ["data/binance/futures/BTC_USDT_USDT-1h-futures.feather", {}, ["binance", "BTC/USDT:USDT", "1h"]],
  ["x/bybit/BTCUSDT_4h_mark.csv.gz", { timeframe: "4h" }, ["bybit", "BTC/USDT:USDT", "4h"]],
])("%s %j holds candles", (path, given, [exchange, symbol, timeframe]) => {
  expect(targetOfPath(path, given)).toEqual({
    ok: true,
    value: { kind: "candles", key: { exchange, symbol, timeframe } },
  });
});

it.each<[string, GivenTarget, [string, string]]>([
  ["x/bybit/BTCUSDT_funding.csv.gz", {}, ["bybit", "BTC/USDT:USDT"]],
  ["binance/ETHUSDT_funding.csv", {}, ["binance", "ETH/USDT:USDT"]],
  ["rates.csv", { exchange: "binance", symbol: "ETH/USDT:USDT", funding: true }, ["binance", "ETH/USDT:USDT"]],
])("%s %j holds funding rates", (path, given, [exchange, symbol]) => {
  expect(targetOfPath(path, given)).toEqual({ ok: true, value: { kind: "funding", key: { exchange, symbol } } });
});

it.each<[string, GivenTarget, RegExp]>([
  ["my.csv", {}, /does not name the exchange/],
  ["my.csv", { exchange: "binance" }, /does not say the symbol/],
  ["my.csv", { exchange: "binance", symbol: "BTCUSDT" }, /does not say the timeframe/],
  ["binance/BTCUSDT_7m.csv", {}, /"7m" is no timeframe; there are 1m, 5m/],
  ["x/bybit/BTCUSDT_4h_mark.csv.gz", {}, /its name says mark prices/],
  ["x/binance/FOOBAR_1h.csv", {}, /is not a known symbol/],
  ["x/../etc_/BTCUSDT_1h.csv", {}, /does not name the exchange/],
])("%s %j is not guessed at", (path, given, detail) => {
  expect(targetOfPath(path, given)).toMatchObject({ ok: false, detail: expect.stringMatching(detail) });
});
