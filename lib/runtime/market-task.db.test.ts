import { beforeEach, describe, expect, it, vi } from "vitest";
import { chartBars } from "@/lib/features/candles/chart-bars";
import { controlReplay, replayView } from "@/lib/features/candles/control-replay";
import { importCandles } from "@/lib/features/candles/import-candles";
import { createReplayStore } from "@/lib/features/candles/replay-store";
import { runFeed, type TickWatcher } from "@/lib/features/candles/run-feed";
import { ReplayFeed } from "@/lib/integrations/local/replay/replay-feed";
import { plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { createTestClock } from "@/lib/testing/test-clock";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { barsOf } from "@/lib/trading/market/bars";
import type { Candle } from "@/lib/trading/market/candle";

const db = testDb();
const BAR = 900_000;
const POINT = BAR / 60;
const T0 = Date.UTC(2024, 0, 1);
const candles: Candle[] = Array.from({ length: 4 }, (_, i) => ({
  time: T0 + i * BAR,
  open: 100 + i,
  high: 110 + i,
  low: 98.5 + i,
  close: 101 + i,
  volume: 60,
}));
const settings = { from: null, speed: 1, symbols: [], generated: false };

function setup(more: Partial<typeof settings> = {}) {
  const clock = createTestClock();
  const ctx = createTestCtx(db.worker, { clock });
  const seen: { at: number; last: string }[] = [];
  const store = createReplayStore(ctx, { ...settings, ...more });
  /** The clock goes on only while the feed sleeps, so that a walk is the same on any machine. */
  const sleep = async (ms: number) => {
    await new Promise(setImmediate);
    clock.advance(ms);
  };
  const note: TickWatcher = async (ticker) => void seen.push({ at: ticker.exchangeAt, last: plain(ticker.last) });
  /** Runs until `done` says so, asked at each price and each sleep. */
  const run = async (done: () => boolean, watch: TickWatcher = note): Promise<void> => {
    const stop = new AbortController();
    const end = () => done() && stop.abort();
    const feed = new ReplayFeed({ store, clock, sleep: (ms) => sleep(ms).then(() => void end()) });
    await runFeed(ctx, feed, [async (ticker) => watch(ticker).then(() => void end())], stop.signal);
  };
  /** Runs while `work` is under way. */
  const during = async <T>(work: () => Promise<T>): Promise<T> => {
    let finished = false;
    const result = work().finally(() => {
      finished = true;
    });
    await run(() => finished);
    return result;
  };
  return { ctx, clock, store, seen, run, during };
}

/** The distinct market times seen, in order of first sight: stamps repeat the last one. */
const times = (seen: readonly { at: number }[]) => [...new Set(seen.map(({ at }) => at))];

beforeEach(async () => {
  await db.owner("TRUNCATE candle_chunks, candle_series, instruments, market_tickers, market_replay");
  const result = await importCandles(
    createTestCtx(db.worker),
    { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" },
    barsOf(candles),
  );
  if (!result.ok) throw new Error(result.detail);
});

describe("a replayed market", () => {
  it("walks by the clock at its speed", async () => {
    const { run, seen, clock } = setup({ speed: 60 });
    const start = clock.now();
    await run(() => clock.now() - start >= 10_000);
    // 10 s × 60 = 600 s of market: points 0 … 40 of the first bar
    expect(times(seen).at(0)).toBe(T0);
    expect(Math.abs((times(seen).at(-1) ?? 0) - (T0 + 40 * POINT))).toBeLessThanOrEqual(POINT);
    expect(times(seen)).toEqual(times(seen).map((_, i) => T0 + i * POINT));
  });

  it("steps through every point of a bar and rests at the next open, with its price in the row", async () => {
    const { ctx, during, seen, run, clock } = setup();
    await run(() => seen.length > 0);
    await during(() => controlReplay(ctx, { pause: true, from: utcMs(T0) }));
    const result = await during(() => controlReplay(ctx, { step: 1 }));
    expect(times(seen)).toEqual(Array.from({ length: 61 }, (_, i) => T0 + i * POINT));
    expect(seen.find(({ at }) => at === T0 + 40 * POINT)?.last).toBe("110");
    expect(result).toMatchObject({
      ok: true,
      value: {
        marketTime: "2024-01-01T00:15:00.000Z",
        paused: true,
        stepBars: 0,
        generated: false,
        prices: [{ last: "101", bid: "100.9", ask: "101.1", exchangeAt: "2024-01-01T00:15:00.000Z", source: "replay" }],
      },
    });
    // it rests: nothing moves, yet the price stays fresh
    const before = clock.now();
    await run(() => clock.now() - before > 5_000);
    expect(times(seen).at(-1)).toBe(T0 + BAR);
    const view = await replayView(ctx);
    expect(clock.now() - Date.parse(view.prices[0]?.at ?? "")).toBeLessThanOrEqual(2_000);
  });

  it("goes on at the very point where it was killed: none left out, the unfinished one once more", async () => {
    const { run, seen, ctx, store } = setup();
    const part: number[] = [];
    await run(() => seen.length > 0);
    await expect(
      Promise.all([
        run(
          () => false,
          async (ticker) => {
            part.push(ticker.exchangeAt);
            if (ticker.exchangeAt === T0 + 17 * POINT) throw new Error("killed");
          },
        ),
        controlReplay(ctx, { from: utcMs(T0), step: 1 }).then((result) => expect(result.ok).toBe(true)),
      ]),
    ).rejects.toThrow("killed");
    expect((await store.read()).walkedMs).toBe(T0 + 16 * POINT);
    const rest: number[] = [];
    await run(
      () => rest.at(-1) === T0 + BAR,
      async (ticker) => void rest.push(ticker.exchangeAt),
    );
    expect(part.filter((at) => at >= T0).at(-1)).toBe(T0 + 17 * POINT);
    expect(rest[0]).toBe(T0 + 17 * POINT);
    expect([...new Set(rest)]).toEqual(Array.from({ length: 44 }, (_, i) => T0 + (17 + i) * POINT));
  });

  it("stands still while nobody walks and never rushes when the clock is moved", async () => {
    const { run, seen, clock, store } = setup();
    await run(() => times(seen).length >= 2);
    const stoodAt = (await store.read()).walkedMs;
    clock.advance(86_400_000);
    await run(() => times(seen).length >= 3);
    expect(times(seen).at(-1)).toBe(stoodAt + POINT);
    const moved = { done: false };
    await run(() => {
      if (!moved.done) clock.advance(86_400_000);
      moved.done = true;
      return times(seen).length >= 4;
    });
    expect(times(seen).at(-1)).toBe(stoodAt + 2 * POINT);
  });

  it("lets prices become stale at the end of the candles", async () => {
    const { ctx, run, seen, during, clock } = setup();
    await run(() => seen.length > 0);
    const result = await during(() => controlReplay(ctx, { from: utcMs(T0 + 3 * BAR), step: 5 }));
    expect(result).toMatchObject({ ok: true, value: { marketTime: "2024-01-01T01:00:00.000Z" } });
    const last = seen.length;
    const before = clock.now();
    await run(() => clock.now() - before > 40_000);
    expect(seen.slice(last)).toEqual([]);
  });

  it("resumes with the same settings and begins anew with others", async () => {
    const first = setup({ speed: 60 });
    await first.run(() => times(first.seen).length >= 5);
    const same = setup({ speed: 60 });
    await same.run(() => same.seen.length > 0);
    expect(same.seen[0]?.at).toBeGreaterThanOrEqual(T0 + 4 * POINT);
    const other = setup({ speed: 60, from: T0 + 2 * BAR } as never);
    await other.run(() => other.seen.length > 0);
    expect(other.seen[0]?.at).toBe(T0 + 2 * BAR);
  });

  it("plays real candles as soon as they are imported, from their first bar, and not the generated ones any more", async () => {
    await db.owner("TRUNCATE candle_chunks, candle_series, instruments");
    const { ctx, run, seen, clock, during } = setup({ speed: 60 });
    const generated = candles.map((bar) => ({ ...bar, time: bar.time + 1_000 * BAR }));
    await importCandles(ctx, { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" }, barsOf(generated), {
      source: "generated",
    });
    await run(() => seen.length > 2);
    expect(seen[0]?.at).toBe(T0 + 1_000 * BAR);
    expect((await replayView(ctx)).generated).toBe(true);
    await importCandles(ctx, { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" }, barsOf(candles));
    const before = clock.now();
    seen.length = 0;
    await run(() => clock.now() - before > 20_000);
    expect(times(seen).filter((at) => at < T0 + 1_000 * BAR)[0]).toBe(T0);
    expect((await replayView(ctx)).generated).toBe(false);
    // a command right after an import is about what was imported
    await db.owner("TRUNCATE candle_chunks, candle_series, instruments");
    await importCandles(ctx, { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" }, barsOf(generated), {
      source: "generated",
    });
    await run(() => seen.at(-1)?.at === T0 + 1_000 * BAR);
    await importCandles(ctx, { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" }, barsOf(candles));
    expect(await during(() => controlReplay(ctx, { step: 1 }))).toMatchObject({
      ok: true,
      value: { marketTime: "2024-01-01T00:15:00.000Z" },
    });
    // a command right after another import finds its candles
    const later = candles.map((bar) => ({ ...bar, time: bar.time + 4 * BAR }));
    await importCandles(ctx, { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" }, barsOf(later));
    const result = await during(() => controlReplay(ctx, { from: utcMs(T0 + 6 * BAR), pause: true }));
    expect(result).toMatchObject({
      ok: true,
      value: { marketTime: "2024-01-01T01:30:00.000Z", prices: [{ last: "102" }] },
    });
  });

  it("leaves a command alone that came with an import after the series were listed, and lists them again", async () => {
    await db.owner("TRUNCATE candle_chunks, candle_series, instruments");
    const { ctx, run, seen, store, during } = setup();
    const series = { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" } as const;
    await importCandles(ctx, series, barsOf(candles), { source: "generated" });
    await run(() => seen.length > 0);
    const listed = await store.series();
    await importCandles(ctx, series, barsOf(candles.map((bar) => ({ ...bar, time: bar.time + BAR }))));
    const command = controlReplay(ctx, { from: utcMs(T0 + 3 * BAR), pause: true });
    await vi.waitFor(async () => expect(await store.read()).toMatchObject({ anchorMarketMs: T0 + 3 * BAR }));
    expect(await store.open(listed)).toBeNull();
    expect(await during(() => command)).toMatchObject({
      ok: true,
      value: { marketTime: "2024-01-01T00:45:00.000Z", generated: false, prices: [{ last: "102" }] },
    });
    expect(await store.open(await store.series())).toMatchObject({ paused: true, walkedMs: T0 + 3 * BAR });
  });

  it("shows no bar of the future, and of the running bar what was walked", async () => {
    const { ctx, run, seen, during } = setup();
    const chart = async (timeframe: "15m" | "1h", more = {}) => {
      const result = await chartBars(ctx, { exchange: "binance", symbol: "BTCUSDT", timeframe, ...more });
      if (!result.ok) throw new Error(result.detail);
      return result.value.bars;
    };
    await run(() => seen.length > 0);
    await during(() => controlReplay(ctx, { from: utcMs(T0), step: 1 }));
    expect(await chart("15m")).toEqual([
      candles[0],
      { time: T0 + BAR, open: 101, high: 101, low: 101, close: 101, volume: 1 },
    ]);
    await during(() => controlReplay(ctx, { step: 1 }));
    expect(await chart("15m")).toHaveLength(3);
    expect(await chart("15m", { limit: 1 })).toMatchObject([{ time: T0 + 2 * BAR }]);
    expect(await chart("15m", { from: utcMs(T0), limit: 1 })).toEqual([candles[0]]);
    expect(await chart("15m", { from: utcMs(T0 + 3 * BAR) })).toEqual([]);
    expect(await chart("15m", { from: utcMs(T0 + 1) })).toMatchObject([{ time: T0 + BAR }, { time: T0 + 2 * BAR }]);
    expect(await chart("1h")).toEqual([{ time: T0, open: 100, high: 111, low: 98.5, close: 102, volume: 121 }]);
    expect(await chartBars(ctx, { exchange: "binance", symbol: "BTC/USDT", timeframe: "5m" })).toMatchObject({
      ok: false,
      detail: "No candles of BTC/USDT at Binance as short as 5m are stored, only 15m.",
    });
    expect(await chartBars(ctx, { exchange: "binance", symbol: "DOGE/USDT", timeframe: "1h" })).toMatchObject({
      ok: false,
      reason: "not_found",
    });
  });
});
