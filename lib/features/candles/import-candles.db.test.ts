import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { type Bars, barsOf, candlesOf } from "@/lib/trading/market/bars";
import type { Candle } from "@/lib/trading/market/candle";
import type { SeriesKey } from "./candle-series.ts";
import { importCandles } from "./import-candles.ts";
import { loadBars } from "./load-bars.ts";
import { parseCandles } from "./parse-candles.ts";
import { findInstrument, findSeries } from "./repository.ts";
import { verifySeries } from "./verify-series.ts";

const db = testDb();
const LENGTH = 900_000;
const START = Date.UTC(2024, 0, 1);
const key: SeriesKey = { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" };
const bars = (from: number, count: number, change: Partial<Candle> = {}): Bars =>
  barsOf(
    Array.from({ length: count }, (_, i) => ({
      time: START + (from + i) * LENGTH,
      open: 10.5,
      high: 12,
      low: 9,
      close: 11,
      volume: 3,
      ...change,
    })),
  );
const both = (first: Bars, second: Bars): Bars => barsOf([...candlesOf(first), ...candlesOf(second)]);
const stored = async () => {
  const loaded = await loadBars({ db: db.web }, key);
  return loaded.ok ? candlesOf(loaded.value.bars) : [];
};

beforeEach(async () => {
  await db.owner("TRUNCATE candle_chunks, candle_series, instruments");
});

describe("importing bars", () => {
  it("stores them, counts the series and makes the instrument", async () => {
    const ctx = createTestCtx(db.web);
    const result = await importCandles(ctx, key, both(bars(0, 3), bars(5, 2)));
    expect(result).toMatchObject({
      ok: true,
      value: { added: 5, series: { bars: 5, gaps: 1, fromMs: START, toMs: START + 6 * LENGTH, source: "import" } },
    });
    expect((await stored()).map((bar) => bar.time)).toEqual([0, 1, 2, 5, 6].map((i) => START + i * LENGTH));
    expect((await findInstrument(db.web, "binance", "BTC/USDT"))?.tick.toFixed()).toBe("0.1");
  });

  it("does nothing the second time, and fills a hole from an overlapping file", async () => {
    const ctx = createTestCtx(db.web);
    const first = await importCandles(ctx, key, both(bars(0, 3), bars(5, 2)));
    expect(await importCandles(ctx, key, both(bars(0, 3), bars(5, 2)))).toMatchObject({
      ok: true,
      value: { added: 0 },
    });
    const filled = await importCandles(ctx, key, bars(0, 7));
    expect(filled).toMatchObject({ ok: true, value: { added: 2, series: { bars: 7, gaps: 0 } } });
    expect(filled.ok && first.ok && filled.value.series.hash !== first.value.series.hash).toBe(true);
  });

  it("refuses an overlap that differs, names it and stores nothing of the file", async () => {
    const ctx = createTestCtx(db.web);
    await importCandles(ctx, key, bars(0, 3));
    const result = await importCandles(ctx, key, bars(2, 3, { close: 11.5 }));
    expect(result).toMatchObject({
      ok: false,
      reason: "overlap_differs",
      detail: "the bar of 2024-01-01T00:30:00.000Z is stored with close 11, the new one has 11.5; nothing was stored",
    });
    expect(await stored()).toHaveLength(3);
  });

  it("keeps series of several chunks in order and adds in front of what is there", async () => {
    const ctx = createTestCtx(db.web);
    await importCandles(ctx, key, bars(6_000, 4_000));
    await importCandles(ctx, key, bars(0, 6_000));
    const times = (await stored()).map((bar) => bar.time);
    expect(times).toHaveLength(10_000);
    expect(times.every((time, i) => time === START + i * LENGTH)).toBe(true);
    const range = await loadBars({ db: db.web }, key, { from: START + 4_095 * LENGTH, to: START + 4_098 * LENGTH });
    expect(range.ok && [...range.value.bars.time]).toEqual([4_095, 4_096, 4_097].map((i) => START + i * LENGTH));
  });

  it("lets two imports of one series run after each other", async () => {
    const ctx = createTestCtx(db.web);
    const results = await Promise.all([importCandles(ctx, key, bars(0, 50)), importCandles(ctx, key, bars(25, 50))]);
    expect(results.every((result) => result.ok)).toBe(true);
    expect(await findSeries(db.web, key)).toMatchObject({ bars: 75, gaps: 0 });
  });

  it("puts real bars in the place of generated ones, never the other way round", async () => {
    const ctx = createTestCtx(db.web);
    await importCandles(ctx, key, bars(0, 9, { close: 10 }), { source: "generated" });
    expect(await importCandles(ctx, key, bars(0, 3))).toMatchObject({
      ok: true,
      value: { series: { bars: 3, source: "import" } },
    });
    expect(await importCandles(ctx, key, bars(0, 9), { source: "generated" })).toMatchObject({
      ok: false,
      reason: "real_bars_stored",
    });
  });

  it("is found out when someone changes a stored byte", async () => {
    const ctx = createTestCtx(db.web);
    const result = await importCandles(ctx, key, bars(0, 3));
    if (!result.ok) throw new Error(result.detail);
    expect(await verifySeries(ctx, result.value.series)).toEqual([]);
    await db.owner("UPDATE candle_chunks SET data = set_byte(data, 7, 255)");
    expect(await verifySeries(ctx, result.value.series)).toContainEqual(expect.stringContaining("hash should be"));
  });
});

const SHARED = resolve("../shared/data/binance/BTCUSDT_15m.csv.gz");
it("holds half a year of real 15-minute bars exactly as the file has them", async () => {
  if (!existsSync(SHARED))
    throw new Error(`${SHARED} is absent: the real candles must lie in ../shared beside the clone`);
  const parsed = parseCandles(gunzipSync(readFileSync(SHARED)).toString("utf8"), "15m");
  if (!parsed.ok) throw new Error(parsed.detail);
  const result = await importCandles(createTestCtx(db.web), key, parsed.value);
  expect(result).toMatchObject({ ok: true, value: { added: 17_472, series: { gaps: 0 } } });
  expect(await stored()).toEqual(candlesOf(parsed.value));
  expect((await findInstrument(db.web, "binance", "BTC/USDT"))?.tick.toFixed()).toBe("0.01");
});
