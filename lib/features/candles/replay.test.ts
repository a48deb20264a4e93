import { describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { ReplaySeries, ReplayState } from "@/lib/ports/market-data";
import type { CandleSeries } from "./candle-series.ts";
import { commandReplay, firstCommonBar, playedSeries, startReplay } from "./replay.ts";

const BAR = 900_000;
const T0 = Date.UTC(2024, 0, 1);
const NOW = utcMs(5_000_000);
const series: ReplaySeries[] = [
  {
    exchange: "binance",
    timeframe: "15m",
    source: "replay",
    fromMs: T0,
    toMs: T0 + 9 * BAR,
    instrument: {
      symbol: "BTC/USDT",
      market: "spot",
      tick: dec("0.01"),
      lot: dec("0.00001"),
      minNotional: dec(5),
      makerBps: dec(10),
      takerBps: dec(10),
    },
  },
];
const resting: ReplayState = {
  anchorMarketMs: T0 + BAR,
  anchorClockMs: NOW,
  speed: 1,
  paused: true,
  walkedMs: T0 + BAR,
  stepBars: 0,
  revision: 7,
};
const running: ReplayState = {
  ...resting,
  paused: false,
  anchorMarketMs: T0,
  anchorClockMs: utcMs(NOW - 1_000_000),
  walkedMs: T0 + 990_000,
};
const told = (state: ReplayState, command: Parameters<typeof commandReplay>[1]) => {
  const result = commandReplay(state, command, series, NOW);
  if (!result.ok) throw new Error(result.detail);
  return result.value;
};

describe("commands", () => {
  it("goes to the open of the bar that holds `from`, whose first point is then walked", () => {
    expect(told(resting, { from: utcMs(T0 + 2 * BAR + 12_345) })).toMatchObject({
      walkedMs: T0 + 2 * BAR - 1,
      anchorMarketMs: T0 + 2 * BAR,
      paused: true,
      revision: 8,
    });
  });
  it("steps whole bars from where it rests", () => {
    expect(told(resting, { step: 2 })).toMatchObject({
      anchorMarketMs: T0 + 3 * BAR,
      paused: true,
      stepBars: 2,
      walkedMs: T0 + BAR,
    });
  });
  it("counts the bar under way as the first of a step, and rests afterwards", () => {
    expect(told(running, { step: 1 })).toMatchObject({ anchorMarketMs: T0 + 2 * BAR, paused: true });
  });
  it("goes and steps in one command", () => {
    expect(told(running, { from: utcMs(T0), step: 1 })).toMatchObject({
      walkedMs: T0 - 1,
      anchorMarketMs: T0 + BAR,
      stepBars: 1,
    });
  });
  it("adds a step to one that is still walked", () => {
    expect(told(told(resting, { step: 2 }), { step: 1 })).toMatchObject({ anchorMarketMs: T0 + 4 * BAR });
  });
  it("does not step beyond the end of the candles", () => {
    expect(told(resting, { step: 1_000 }).anchorMarketMs).toBe(T0 + 10 * BAR);
  });
  it("pauses at the last point that was walked", () => {
    expect(told(running, { pause: true })).toMatchObject({ paused: true, anchorMarketMs: T0 + 990_000 });
  });
  it("goes on from where it rests, now", () => {
    expect(told(resting, { pause: false })).toMatchObject({
      paused: false,
      anchorMarketMs: T0 + BAR,
      anchorClockMs: NOW,
    });
  });
  it("changes its speed without losing time", () => {
    expect(told(running, { speed: 600 })).toMatchObject({
      speed: 600,
      anchorMarketMs: T0 + 1_000_000,
      anchorClockMs: NOW,
    });
  });
  it("goes on with a step when only the speed changes", () => {
    expect(told(told(resting, { step: 3 }), { speed: 5 })).toMatchObject({
      anchorMarketMs: T0 + 4 * BAR,
      stepBars: 3,
      speed: 5,
    });
  });
  it.each([T0 - 1, T0 + 10 * BAR])("refuses a time outside of the candles: %d", (from) => {
    expect(commandReplay(resting, { from: utcMs(from) }, series, NOW)).toMatchObject({
      ok: false,
      fieldErrors: {
        from: ["From must lie in the stored candles: 2024-01-01T00:00:00.000Z up to 2024-01-01T02:30:00.000Z."],
      },
    });
  });
});

describe("the start", () => {
  it("is the first time at which every series has a bar, before its first point", () => {
    const later = { fromMs: T0 + 5 * BAR, toMs: T0 + 20 * BAR };
    expect(firstCommonBar([...series, later])).toBe(T0 + 5 * BAR);
    expect(firstCommonBar([...series, { fromMs: T0 + 50 * BAR, toMs: T0 + 60 * BAR }])).toBe(T0);
    expect(startReplay(series, { from: null, speed: 60 }, NOW)).toMatchObject({
      walkedMs: T0 - 1,
      anchorMarketMs: T0,
      speed: 60,
      paused: false,
    });
  });
  it("plays the finest series of each symbol, real ones before generated ones", () => {
    const stored = (
      symbol: string,
      timeframe: CandleSeries["timeframe"],
      source: CandleSeries["source"],
    ): CandleSeries => ({
      exchange: "binance",
      symbol,
      timeframe,
      source,
      fromMs: 0,
      toMs: 0,
      bars: 1,
      gaps: 0,
      hash: "",
    });
    const all = [
      stored("BTC/USDT", "1m", "generated"),
      stored("BTC/USDT", "1h", "import"),
      stored("BTC/USDT", "15m", "import"),
      stored("ETH/USDT", "1d", "import"),
    ];
    const names = (wanted: Parameters<typeof playedSeries>[1]) =>
      playedSeries(all, wanted).map((one) => `${one.symbol} ${one.timeframe}`);
    expect(names({ symbols: [], generated: false })).toEqual(["BTC/USDT 15m", "ETH/USDT 1d"]);
    expect(names({ symbols: ["ETH/USDT"], generated: false })).toEqual(["ETH/USDT 1d"]);
    expect(names({ symbols: [], generated: true })).toEqual(["BTC/USDT 1m"]);
  });
});
