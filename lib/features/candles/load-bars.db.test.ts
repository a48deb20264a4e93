import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { openBarCache } from "@/lib/integrations/bar-cache/open-bar-cache";
import type { BarCache } from "@/lib/ports/bar-cache";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { type Bars, barsOf, sliceBars } from "@/lib/trading/market/bars";
import type { SeriesKey } from "./candle-series.ts";
import { importCandles } from "./import-candles.ts";
import { type LoadOptions, loadBars } from "./load-bars.ts";
import { findSeries } from "./repository.ts";

const db = testDb();
const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 1);
const key: SeriesKey = { exchange: "kraken", symbol: "ETH/EUR", timeframe: "1m" };
const minutes = (from: number, count: number): Bars =>
  barsOf(
    Array.from({ length: count }, (_, i) => ({
      time: START + (from + i) * MINUTE,
      open: 10 + (i % 7) / 8,
      high: 12,
      low: 9,
      close: 10 + (i % 5) / 8,
      volume: i % 3,
    })),
  );

const folder = mkdtempSync(join(tmpdir(), "hg-bars-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const warned: string[] = [];
const openCache = (limitBytes?: number): BarCache =>
  openBarCache(folder, {
    log: { warn: (_fields, message) => void warned.push(message) },
    ...(limitBytes === undefined ? {} : { limitBytes }),
  });
const files = (): string[] => (existsSync(join(folder, "cache")) ? readdirSync(join(folder, "cache", "candles")) : []);

async function load(options: LoadOptions = {}, wanted: SeriesKey = key) {
  const loaded = await loadBars({ db: db.web }, wanted, options);
  if (!loaded.ok) throw new Error(loaded.detail);
  return loaded.value;
}

beforeEach(async () => {
  await db.owner("TRUNCATE candle_chunks, candle_series, instruments");
  rmSync(join(folder, "cache"), { recursive: true, force: true });
});

const store = async (bars: Bars, series: SeriesKey = key) => {
  const imported = await importCandles(createTestCtx(db.web), series, bars);
  if (!imported.ok) throw new Error(imported.detail);
};

describe("loading bars from the database", () => {
  const bars = minutes(0, 9_000);

  it("gives them as they were stored, whole or any part, across chunks", async () => {
    await store(bars);
    const whole = await load();
    expect(whole.bars).toEqual(bars);
    expect(whole.hash()).toBe((await findSeries(db.web, key))?.hash);
    for (const [from, to] of [
      [0, 1],
      [4_000, 4_100],
      [8_999, 9_000],
      [100, 8_900],
    ] as const) {
      const part = await load({ from: START + from * MINUTE, to: START + to * MINUTE });
      expect(part.bars).toEqual(sliceBars(bars, from, to));
      expect(part.hash()).not.toBe(whole.hash());
    }
  });

  it("has no bars before the first, after the last, or where from is not before to", async () => {
    await store(bars);
    for (const [from, to] of [
      [-100, 0],
      [9_000, 9_100],
      [50, 50],
      [60, 50],
    ] as const)
      expect((await load({ from: START + from * MINUTE, to: START + to * MINUTE })).bars.length).toBe(0);
  });

  it("keeps its holes", async () => {
    await store(minutes(0, 10));
    await store(minutes(4_200, 10));
    expect([...(await load()).bars.time].map((time) => (time - START) / MINUTE)).toEqual([
      ...Array.from({ length: 10 }, (_, i) => i),
      ...Array.from({ length: 10 }, (_, i) => 4_200 + i),
    ]);
  });

  it("lays them into shared memory when asked", async () => {
    await store(bars);
    const shared = await load({ shared: true });
    expect(shared.bars.close.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...shared.bars.close]).toEqual([...bars.close]);
    expect(shared.hash()).toBe((await load()).hash());
  });

  it("stores at most 48 bytes a bar, indexes and all", async () => {
    await store(minutes(0, 40_960));
    const [size] = await db.owner<{ bytes: string }>("SELECT sum(pg_column_size(c.*)) AS bytes FROM candle_chunks c");
    const [disk] = await db.owner<{ bytes: string }>("SELECT pg_total_relation_size('candle_chunks') AS bytes");
    expect(Number(size?.bytes) / 40_960).toBeLessThan(41);
    expect(Number(disk?.bytes) / 40_960).toBeLessThan(48);
  });

  it("says what is missing", async () => {
    expect(await loadBars({ db: db.web }, key)).toMatchObject({
      ok: false,
      detail: "kraken ETH/EUR 1m is not stored, nor a shorter timeframe to make it of.",
    });
  });
});

describe("a timeframe that is not stored", () => {
  const hour: SeriesKey = { ...key, timeframe: "1h" };

  it("is made of a shorter one, whole bars only, and says so", async () => {
    await store(minutes(30, 9_000));
    const made = await load({}, hour);
    expect(made.series.timeframe).toBe("1m");
    expect(made.bars.length).toBe(149);
    expect(made.bars.time[0]).toBe(START + 60 * MINUTE);
    const part = await load({ from: START + 90 * MINUTE, to: START + 190 * MINUTE }, hour);
    expect([...part.bars.time].map((time) => (time - START) / MINUTE)).toEqual([120, 180]);
    expect(part.bars.volume[1]).toBe(made.bars.volume[2]);
    expect((await load({ shared: true }, hour)).bars.time.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("takes the longest of those that cover the range", async () => {
    await store(minutes(0, 9_000));
    const five = barsOf(
      Array.from({ length: 24 }, (_, i) => ({
        time: START + i * 5 * MINUTE,
        open: 1,
        high: 1,
        low: 1,
        close: 1,
        volume: 1,
      })),
    );
    await store(five, { ...key, timeframe: "5m" });
    expect((await load({ to: START + 120 * MINUTE }, hour)).series.timeframe).toBe("5m");
    expect((await load({}, hour)).series.timeframe).toBe("1m");
  });
});

describe("columns on this machine's disk", () => {
  const bars = minutes(0, 9_000);

  it("are filled by the first load and read by the next, whole, in part and shared", async () => {
    await store(bars);
    const cache = openCache();
    await load({ cache });
    await cache.settled();
    expect(files()).toEqual([`${(await findSeries(db.web, key))?.hash}.col`]);
    // nothing but the file can answer now
    await db.owner("TRUNCATE candle_chunks");
    expect((await load({ cache })).bars).toEqual(bars);
    const part = await load({ cache, from: START + 5 * MINUTE, to: START + 4_500 * MINUTE, shared: true });
    expect([...part.bars.close]).toEqual([...sliceBars(bars, 5, 4_500).close]);
    expect(part.bars.close.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect((await load({ cache }, { ...key, timeframe: "1h" })).bars.length).toBe(150);
  });

  it("are of no use once the series has changed, or when a file was cut", async () => {
    await store(bars);
    const cache = openCache();
    await load({ cache });
    await cache.settled();
    await store(minutes(9_000, 10));
    expect((await load({ cache })).bars.length).toBe(9_010);
    await cache.settled();
    for (const name of files()) truncateSync(join(folder, "cache", "candles", name), 1_000);
    expect((await load({ cache })).bars.length).toBe(9_010);
    await cache.settled();
  });

  it("are kept below the limit, the least recently read going first, and two writers do no harm", async () => {
    await store(bars);
    await store(minutes(0, 8_000), { ...key, symbol: "BTC/EUR" });
    const [one, two] = [openCache(500_000), openCache(500_000)];
    await Promise.all([load({ cache: one }), load({ cache: two })]);
    await Promise.all([one.settled(), two.settled()]);
    expect(files()).toHaveLength(1);
    const other = await load({ cache: one }, { ...key, symbol: "BTC/EUR" });
    await one.settled();
    expect(files()).toEqual([`${other.series.hash}.col`]);
    expect(warned).toEqual([]);
  });

  it("cost nothing but speed when they cannot be written", async () => {
    await store(bars);
    const broken = openBarCache("/dev/null", { log: { warn: (_fields, message) => void warned.push(message) } });
    expect((await load({ cache: broken })).bars).toEqual(bars);
    await broken.settled();
    expect(warned).toEqual(["candle columns were not kept on disk"]);
  });
});
