import { beforeEach, expect, it } from "vitest";
import { utcMs } from "@/lib/kernel/time";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { type Bars, barsOf } from "@/lib/trading/market/bars";
import { chartBars } from "./chart-bars.ts";
import { importCandles } from "./import-candles.ts";

const db = testDb();
const T0 = Date.UTC(2024, 0, 1);
const HOUR = 3_600_000;
const bars = (from: number, count: number, length: number, open: number): Bars =>
  barsOf(
    Array.from({ length: count }, (_, i) => ({
      time: T0 + from + i * length,
      open,
      high: open + 2,
      low: open - 2,
      close: open + 1,
      volume: 1,
    })),
  );

const at = (now: number) => {
  const ctx = createTestCtx(db.web);
  ctx.clock.set(utcMs(now));
  return { ...ctx, config: { ...ctx.config, marketSource: "exchange" as const } };
};

beforeEach(async () => {
  await db.owner("TRUNCATE candle_chunks, candle_series, instruments");
  const ctx = createTestCtx(db.web);
  await importCandles(ctx, { exchange: "binance", symbol: "BTC/USDT", timeframe: "1h" }, bars(2 * HOUR, 2, HOUR, 50));
  await importCandles(ctx, { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" }, bars(0, 24, HOUR / 4, 10));
});

it("takes stored bars of the timeframe, and makes what lies around them of shorter ones", async () => {
  const chart = await chartBars(at(T0 + 10 * HOUR), { exchange: "binance", symbol: "BTC/USDT", timeframe: "1h" });
  expect(chart.ok && chart.value.bars.map(({ time, open, volume }) => [(time - T0) / HOUR, open, volume])).toEqual([
    [0, 10, 4],
    [1, 10, 4],
    [2, 50, 1],
    [3, 50, 1],
    [4, 10, 4],
    [5, 10, 4],
  ]);
});

it("never cuts a bar in two, whatever from and to ask", async () => {
  const chart = await chartBars(at(T0 + 10 * HOUR), {
    exchange: "binance",
    symbol: "BTC/USDT",
    timeframe: "1h",
    from: utcMs(T0 - 1),
    to: utcMs(T0 + HOUR + 60_000),
  });
  expect(chart.ok && chart.value.bars.map(({ time, volume }) => [(time - T0) / HOUR, volume])).toEqual([
    [0, 4],
    [1, 4],
  ]);
});

it("shows closed bars alone where prices come from an exchange, up to the clock", async () => {
  const chart = await chartBars(at(T0 + HOUR - 1), { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" });
  expect(chart.ok && chart.value.bars).toHaveLength(3);
  const none = await chartBars(at(T0 + HOUR - 1), { exchange: "binance", symbol: "BTC/USDT", timeframe: "1h" });
  expect(none.ok && none.value.bars).toEqual([]);
});
