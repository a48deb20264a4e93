import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCcxtHistory } from "@/lib/integrations/ccxt/ccxt-history";
import {
  barAt,
  type HistoryServer,
  rateText,
  serveBinance,
  serveBybit,
} from "@/lib/integrations/ccxt/history-server.fixture";
import { utcMs } from "@/lib/kernel/time";
import { createTestClock } from "@/lib/testing/test-clock";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { candlesOf } from "@/lib/trading/market/bars";
import type { SeriesKey } from "./candle-series.ts";
import { type DownloadProgress, downloadCandles } from "./download-candles.ts";
import { downloadFunding } from "./download-funding.ts";
import { loadFunding } from "./funding.ts";
import { loadBars } from "./load-bars.ts";

const db = testDb();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2024, 0, 1);
/** Half a minute into the bar after the 2,500th. */
const NOW = START + 2_500 * MINUTE + 30_000;

const spot: SeriesKey = { exchange: "binance", symbol: "BTC/USDT", timeframe: "1m" };
const perpetual: SeriesKey = { exchange: "bybit", symbol: "BTC/USDT:USDT", timeframe: "1m" };

const open: HistoryServer[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((server) => server.close()))));
beforeEach(() => db.owner("TRUNCATE candle_chunks, candle_series, instruments, funding_rates"));

async function stage<Server extends HistoryServer>(serving: Promise<Server>, at = NOW) {
  const server = await serving;
  open.push(server);
  const slept: number[] = [];
  const history = createCcxtHistory({
    urls: { binance: server.url, bybit: server.url },
    sleep: async (ms) => void slept.push(ms),
  });
  const clock = createTestClock();
  clock.set(utcMs(at));
  return { server, slept, ctx: { ...createTestCtx(db.web, { clock }), history } };
}

async function stored(key: SeriesKey) {
  const loaded = await loadBars({ db: db.web }, key);
  return loaded.ok ? candlesOf(loaded.value.bars) : [];
}

const candleAt = (time: number) => {
  const [, opened, high, low, close, volume] = barAt(time);
  return { time, open: opened, high, low, close, volume };
};
const minutes = (from: number, count: number) => Array.from({ length: count }, (_, i) => candleAt(from + i * MINUTE));

describe("downloading bars", { timeout: 60_000 }, () => {
  it("takes every closed bar page by page, goes on after a cut, and then asks for nothing more", async () => {
    const { server, slept, ctx } = await stage(serveBinance({ now: NOW, listedAt: START }));
    const progress: DownloadProgress[] = [];
    // the exchange goes away for good after the first page
    server.trouble = () => (server.asked.length > 1 ? { status: 503, body: "{}" } : undefined);
    await expect(
      downloadCandles(ctx, spot, { from: START, onProgress: (one) => void progress.push(one) }),
    ).rejects.toThrow(/^binance did not answer, 6 times asked/);
    expect(progress).toEqual([{ done: 1_000, total: 2_500, added: 1_000, at: START + 999 * MINUTE }]);
    expect(slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(await stored(spot)).toHaveLength(1_000);

    // back again, once with a limit that names its wait
    let limited = false;
    server.trouble = () => {
      if (limited) return undefined;
      limited = true;
      return { status: 429, headers: { "retry-after": "7" }, body: '{"code":-1003,"msg":"Too many requests"}' };
    };
    server.asked.length = 0;
    const done = await downloadCandles(ctx, spot, { from: START });
    expect(done).toMatchObject({ added: 1_500, present: 1_000, series: { bars: 2_500, gaps: 0, source: "download" } });
    expect(slept.slice(5)).toEqual([7_000]);
    expect(server.asked.map(({ since }) => (since - START) / MINUTE)).toEqual([1_000, 1_000, 2_000]);
    expect(await stored(spot)).toEqual(minutes(START, 2_500));

    server.asked.length = 0;
    expect(await downloadCandles(ctx, spot, { from: START })).toMatchObject({ added: 0, present: 2_500 });
    expect(server.asked).toEqual([]);
  });

  it("asks for holes alone, and for bars that closed since", async () => {
    const { server, ctx } = await stage(serveBinance({ now: NOW, listedAt: START }));
    await downloadCandles(ctx, spot, { from: START, to: START + 100 * MINUTE });
    await downloadCandles(ctx, spot, { from: START + 150 * MINUTE, to: START + 200 * MINUTE });
    server.asked.length = 0;
    server.now += MINUTE;
    ctx.clock.advance(MINUTE);
    expect(await downloadCandles(ctx, spot, { from: START })).toMatchObject({
      added: 2_501 - 150,
      series: { gaps: 0 },
    });
    expect(server.asked.map(({ since }) => (since - START) / MINUTE)).toEqual([100, 200, 1_200, 2_200]);
  });

  it("believes the exchange, not our clock, about which bar is closed", async () => {
    const { ctx } = await stage(serveBinance({ now: NOW, listedAt: START }), NOW + 5 * MINUTE);
    await downloadCandles(ctx, spot, { from: START + 2_490 * MINUTE });
    expect((await stored(spot)).at(-1)).toEqual(candleAt(START + 2_499 * MINUTE));
  });

  it("passes over the time before a symbol was listed", async () => {
    const { ctx } = await stage(serveBinance({ now: NOW, listedAt: START + 2_400 * MINUTE }));
    expect(await downloadCandles(ctx, spot, { from: START })).toMatchObject({ added: 100, series: { bars: 100 } });
    expect(await downloadCandles(ctx, spot, { from: NOW + HOUR })).toMatchObject({ added: 0 });
  });

  it("stops at a bar that is none, names it, and keeps the pages before it", async () => {
    const { server, ctx } = await stage(serveBinance({ now: NOW, listedAt: START }));
    server.spoil = (bar) => (Number(bar[0]) === START + 1_500 * MINUTE ? bar.with(2, "1") : bar);
    await expect(downloadCandles(ctx, spot, { from: START })).rejects.toThrow(
      "binance sent for binance BTC/USDT 1m a bar of 2024-01-02T01:00:00.000Z: high is below open, close or low. What came before it is stored.",
    );
    expect(await stored(spot)).toHaveLength(1_000);
  });

  it("can be broken off between pages", async () => {
    const { ctx } = await stage(serveBinance({ now: NOW, listedAt: START }));
    const stop = new AbortController();
    const download = downloadCandles(ctx, spot, {
      from: START,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(download).rejects.toThrow("enough");
    expect(await stored(spot)).toHaveLength(1_000);
  });

  it("says what an exchange does not list", async () => {
    const { ctx } = await stage(serveBinance({ now: NOW, listedAt: START }));
    await expect(downloadCandles(ctx, { ...spot, symbol: "NO/SUCH" }, { from: START })).rejects.toThrow(
      "binance does not list NO/SUCH.",
    );
  });
});

describe("a perpetual of Bybit", { timeout: 60_000 }, () => {
  it("comes newest first and is stored in order, without the bar that runs", async () => {
    const { ctx } = await stage(serveBybit({ now: NOW, listedAt: START, fundingEveryMs: 8 * HOUR }));
    expect(await downloadCandles(ctx, perpetual, { from: START })).toMatchObject({ added: 2_500, series: { gaps: 0 } });
    expect(await stored(perpetual)).toEqual(minutes(START, 2_500));
  });

  it("brings every funding rate, however often they were paid, and later only new ones", async () => {
    const now = START + 40 * 24 * HOUR;
    const { server, ctx } = await stage(serveBybit({ now, listedAt: START, fundingEveryMs: 2 * HOUR }), now);
    expect(await downloadFunding(ctx, perpetual, { from: START })).toEqual({ added: 480, present: 0 });
    const funding = await loadFunding(ctx, perpetual);
    const times = Array.from({ length: 480 }, (_, i) => START + i * 2 * HOUR);
    expect([...funding.time]).toEqual(times);
    expect([...funding.rate]).toEqual(times.map((at) => Number(rateText(at))));
    server.asked.length = 0;
    server.now += 4 * HOUR;
    ctx.clock.advance(4 * HOUR);
    expect(await downloadFunding(ctx, perpetual, { from: START })).toEqual({ added: 2, present: 480 });
    expect(server.asked).toHaveLength(1);
  });
});
