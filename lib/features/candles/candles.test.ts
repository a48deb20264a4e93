import { describe, expect, it } from "vitest";
import { plain } from "@/lib/kernel/decimal";
import { barsOf } from "@/lib/trading/market/bars";
import type { Candle } from "@/lib/trading/market/candle";
import { instrumentOfBars } from "./known-instrument.ts";
import { parseCandles } from "./parse-candles.ts";
import { seriesOfPath } from "./series-of-path.ts";

const HEADER = "timestamp,open,high,low,close,volume";
const good = "1704067200000,42283.58,42488.09,42261.02,42488,431.71082";

describe("reading a file of bars", () => {
  it("takes CSV, also from Windows and with a byte order mark", () => {
    const candle = {
      time: 1704067200000,
      open: 42283.58,
      high: 42488.09,
      low: 42261.02,
      close: 42488,
      volume: 431.71082,
    };
    expect(parseCandles(`${HEADER}\n${good}\n`, "15m")).toEqual({ ok: true, value: barsOf([candle]) });
    expect(parseCandles(`\uFEFF${HEADER}\r\n${good}\r\n`, "15m")).toEqual({ ok: true, value: barsOf([candle]) });
  });
  it("takes ccxt's arrays, numbers or texts", () => {
    const parsed = parseCandles(`[[1704067200000,1,2,0.5,1.5,10],["1704068100000","1","2","0.5","1.5","0"]]`, "15m");
    expect(parsed.ok && [...parsed.value.time]).toEqual([1704067200000, 1704068100000]);
  });
  it.each([
    ["another header", `time,open\n${good}`, `line 1: the header must be "${HEADER}", not "time,open"`],
    ["no bars", HEADER, "there are no bars in it"],
    ["broken JSON", "[[1,2", "it is not valid JSON"],
    ["a short row", `${HEADER}\n${good}\n1704068100000,1,2`, "line 3: has 3 values, not 6"],
    ["a word for a number", `${HEADER}\n1704067200000,1,NaN,1,1,1`, `line 2: high is not a number ("NaN")`],
    ["an empty cell", `${HEADER}\n1704067200000,1,,1,1,1`, `line 2: high is not a number ("")`],
    ["a bar off the grid", `${HEADER}\n1704067200001,1,1,1,1,1`, "line 2: timestamp is not at the start of a bar"],
    ["a bar twice", `${HEADER}\n${good}\n${good}`, "line 3: its timestamp was there before"],
    [
      "bars out of order",
      `${HEADER}\n1704068100000,1,1,1,1,1\n${good}`,
      "line 3: its timestamp is before that of the row above",
    ],
    ["a bar of null", "[null]", "bar 1: has 0 values, not 6"],
  ])("refuses %s by place and cause", (_name, text, detail) => {
    expect(parseCandles(text, "15m")).toMatchObject({ ok: false, detail });
  });
  it("names ten bad rows and counts the rest", () => {
    const parsed = parseCandles([HEADER, ...Array.from({ length: 15 }, () => "x")].join("\n"), "15m");
    expect(parsed.ok ? "" : parsed.detail).toMatch(/^line 2: .*line 11: has 1 values, not 6; and 5 more bad rows$/);
  });
});

describe("which series a file holds", () => {
  it.each([
    ["/x/binance/BTCUSDT_15m.csv.gz", {}, ["binance", "BTC/USDT", "15m"]],
    ["bybit/BTCUSDT_1h.json", {}, ["bybit", "BTC/USDT:USDT", "1h"]],
    ["my.csv", { exchange: "Kraken", symbol: "ETH/EUR", timeframe: "1d" }, ["kraken", "ETH/EUR", "1d"]],
    ["bybit/BTCUSDT_1h.csv", { symbol: "BTC/USDT" }, ["bybit", "BTC/USDT", "1h"]],
  ])("%s %j", (path, given, [exchange, symbol, timeframe]) => {
    expect(seriesOfPath(path, given)).toEqual({ ok: true, value: { exchange, symbol, timeframe } });
  });
  it.each([
    ["my.csv", {}, /does not name the exchange/],
    ["x/bybit/BTCUSDT_funding.csv.gz", {}, /"funding" is no timeframe/],
    ["x/bybit/BTCUSDT_4h_mark.csv.gz", {}, /"4h_mark" is no timeframe/],
    ["x/binance/FOOBAR_1h.csv", {}, /is not a known symbol/],
  ])("%s is not guessed at", (path, given, detail) => {
    expect(seriesOfPath(path, given)).toMatchObject({ ok: false, detail: expect.stringMatching(detail) });
  });
});

it("reads the price step from the candles and the lot and fee from the venue", () => {
  const candles = [{ time: 0, open: 42283.58, high: 42488.09, low: 42261.02, close: 42488, volume: 1 }];
  const say = (exchange: string, symbol: string, bars: readonly Candle[] = candles) => {
    const { tick, lot, takerBps, market } = instrumentOfBars(exchange, symbol, barsOf(bars));
    return [market, plain(tick), plain(lot), plain(takerBps)];
  };
  expect(say("binance", "BTC/USDT")).toEqual(["spot", "0.01", "0.00001", "10"]);
  expect(say("bybit", "BTC/USDT:USDT")).toEqual(["swap", "0.01", "0.001", "5.5"]);
  expect(say("kraken", "BTC/USDT")).toEqual(["spot", "0.01", "0.00001", "10"]);
  expect(say("kraken", "XRP/USDT", [{ time: 0, open: 0.6157, high: 0.62, low: 0.6, close: 0.61, volume: 1 }])).toEqual([
    "spot",
    "0.0001",
    "0.1",
    "10",
  ]);
});
