import { expect, it } from "vitest";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { DEFAULT_SETTINGS } from "@/lib/trading/engine/settings";
import { barsOf } from "@/lib/trading/market/bars";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";
import { readParameters } from "@/lib/trading/strategies/read-parameters";
import { rsiMacd } from "@/lib/trading/strategies/rsi-macd";
import { marketOf } from "./market-of.ts";
import { decodeJson, decodeResult, encodeJson, encodeResult } from "./result-bytes.ts";

const HOUR = 3_600_000;
const candles = generateCandles({
  seed: 21,
  startMs: 1_700_006_400_000,
  lengthMs: HOUR,
  bars: 3_000,
  startPrice: 100,
  decimals: 4,
  volatilityPct: 1,
});
const read = readParameters(rsiMacd.parameters, {}, rsiMacd.check);

it.each([
  ["without holes", candles],
  ["with a hole", candles.filter((_, n) => n < 500 || n > 540)],
])("gives back a run over bars %s, to the bit", async (_name, some) => {
  const bars = barsOf(some);
  if (!read.ok) throw new Error(read.detail);
  const result = runBacktest(bars, rsiMacd, read.value, { ...DEFAULT_SETTINGS, barMs: HOUR });
  const kept = await decodeResult(await encodeResult({ result, time: bars.time, market: marketOf(bars) }, HOUR));
  expect(result.trades.length).toBeGreaterThan(10);
  expect(kept.time).toEqual(bars.time);
  expect(kept.result).toEqual(result);
  expect(kept.market.bar.length).toBeGreaterThan(1_000);
  expect([...kept.market.close]).toEqual([...kept.market.bar].map((bar) => bars.close[bar]));
  expect([kept.market.bar[0], kept.market.bar.at(-1)]).toEqual([0, bars.length - 1]);
});

it("gives back JSON", async () => {
  const value = { tried: [{ index: 1, score: null }], text: "ä · €" };
  expect(await decodeJson(await encodeJson(value))).toEqual(value);
});

it("refuses bytes that are none of ours", async () => {
  await expect(decodeResult(new Uint8Array([1, 2, 3]))).rejects.toThrow();
});
