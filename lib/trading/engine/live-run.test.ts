import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomBars } from "@/lib/testing/random-bars";
import { runBacktest } from "../backtest/run-backtest.ts";
import type { Bars } from "../market/bars.ts";
import type { Candle } from "../market/candle.ts";
import { BUILT_IN_STRATEGIES } from "../strategies/built-in.ts";
import { readParameters } from "../strategies/read-parameters.ts";
import type { BarStrategy } from "../strategies/strategy.ts";
import { type LiveGround, LiveRun } from "./live-run.ts";
import { planned } from "./planned-run.fixture.ts";
import { anyRun, restless } from "./restless.fixture.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";

const candlesOf = (bars: Bars): Candle[] =>
  Array.from({ length: bars.length }, (_, i) => ({
    time: bars.time[i] ?? 0,
    open: bars.open[i] ?? 0,
    high: bars.high[i] ?? 0,
    low: bars.low[i] ?? 0,
    close: bars.close[i] ?? 0,
    volume: bars.volume[i] ?? 0,
  }));

/** Takes candles and gives equity after each and the trades of all of them. */
function session(run: LiveRun, candles: readonly Candle[]): { equity: number[]; trades: object[] } {
  const equity: number[] = [];
  const trades: object[] = [];
  for (const candle of candles) {
    const { state, facts } = run.take(candle);
    equity.push(state.equity);
    const { columns, length } = facts.trades;
    for (let row = facts.firstTrade; row < length; row += 1) trades.push(tradeOf(columns, row));
    facts.forget();
  }
  return { equity, trades };
}

function tradeOf(columns: object, row: number): object {
  const entries = Object.entries(columns).filter(([name]) => name !== "length");
  return Object.fromEntries(entries.map(([name, column]) => [name, column[row]]));
}

const settings = { ...DEFAULT_SETTINGS, sizing: { type: "quote", value: 300 } as const, slippageBps: 1, barMs: 60_000 };
const allTrades = ({ trades }: { trades: { length: number } }): object[] =>
  Array.from({ length: trades.length }, (_, row) => tradeOf(trades, row));

describe("a live run", () => {
  it.each(BUILT_IN_STRATEGIES.map((strategy) => [strategy.name, strategy] as const))(
    "of %s makes the trades and the equity of the backtest, through columns that grow and a restart",
    (_, strategy) => {
      const bars = randomBars(5, 2_500);
      const candles = candlesOf(bars);
      const read = readParameters(strategy.parameters, {});
      const parameters = read.ok ? read.value : {};
      const ground: LiveGround = { strategy, parameters, settings, history: [] };
      const backtest = runBacktest(bars, strategy, parameters, settings);
      const first = LiveRun.start(ground);
      const before = session(first, candles.slice(0, 1_400));
      const saved: unknown = JSON.parse(JSON.stringify(first.save()));
      const after = session(LiveRun.resume(ground, candles.slice(0, 1_400), saved), candles.slice(1_400));
      expect([...before.equity, ...after.equity]).toEqual([...backtest.equity]);
      expect([...before.trades, ...after.trades]).toEqual(allTrades(backtest));
      expect(backtest.trades.length).toBeGreaterThan(0);
    },
  );

  it("of any orders is that of the backtest too, wherever it is cut", () => {
    fc.assert(
      fc.property(anyRun, fc.double({ min: 0, max: 1, noNaN: true }), ({ bars, settings: any, seed }, part) => {
        const candles = candlesOf(bars);
        const cut = Math.floor(part * candles.length);
        const ground: LiveGround = { strategy: restless(seed), parameters: {}, settings: any, history: [] };
        const first = LiveRun.start(ground);
        const before = session(first, candles.slice(0, cut));
        const after = session(LiveRun.resume(ground, candles.slice(0, cut), first.save()), candles.slice(cut));
        const backtest = runBacktest(bars, restless(seed), {}, any);
        expect([...before.equity, ...after.equity]).toEqual([...backtest.equity]);
        expect([...before.trades, ...after.trades]).toEqual(allTrades(backtest));
      }),
      { numRuns: 40 },
    );
  });

  it("shows a strategy the same lines as a backtest when its columns were replaced by larger ones", () => {
    const bars = randomBars(7, 2_200);
    const watching = (seen: number[]): BarStrategy => ({
      ...planned({}),
      studies: (_, ta) => ({ average: ta.sma(20) }),
      start:
        (_, { average }) =>
        () =>
          seen.push(average?.now ?? 0, average?.ago(5) ?? 0),
    });
    const [live, past]: [number[], number[]] = [[], []];
    session(LiveRun.start({ strategy: watching(live), parameters: {}, settings, history: [] }), candlesOf(bars));
    runBacktest(bars, watching(past), {}, settings);
    expect(live).toEqual(past);
  });

  it("decides nothing on its history, and is warm with it", () => {
    const candles = candlesOf(randomBars(9, 60));
    const seen: [number, number][] = [];
    const strategy: BarStrategy = {
      ...planned({}),
      studies: (_, ta) => ({ average: ta.sma(20) }),
      start:
        (_, { average }) =>
        (bar) =>
          seen.push([bar.index, average?.now ?? 0]),
    };
    const ground: LiveGround = { strategy, parameters: {}, settings, history: candles.slice(0, 50) };
    const run = LiveRun.start(ground);
    session(run, candles.slice(50, 55));
    expect(seen.map(([index]) => index)).toEqual([50, 51, 52, 53, 54]);
    const mean = candles.slice(31, 51).reduce((sum, { close }) => sum + close, 0) / 20;
    expect(seen[0]?.[1]).toBeCloseTo(mean, 9);
    session(LiveRun.resume(ground, candles.slice(50, 55), run.save()), candles.slice(55));
    // asked again about its own five, for its memory; then the others
    expect(seen.map(([index]) => index).slice(5)).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
  });

  it("ends with the bar at which its strategy threw", () => {
    const [first, second] = candlesOf(randomBars(3, 2));
    if (first === undefined || second === undefined) throw new Error("no candles");
    const throws = planned({
      0: () => {
        throw new Error("no");
      },
    });
    const run = LiveRun.start({ strategy: throws, parameters: {}, settings, history: [] });
    expect(() => run.take(first)).toThrow(/^The strategy failed at bar 0 .*: no/);
    expect(() => run.take(second)).toThrow("the step before this one did not end");
  });

  it("takes no candle twice, none that is earlier, and no other candles than it was saved after", () => {
    const candles = candlesOf(randomBars(3, 5));
    const [first, second] = candles;
    const ground: LiveGround = { strategy: planned({}), parameters: {}, settings, history: [] };
    const run = LiveRun.start(ground);
    if (first === undefined || second === undefined) throw new Error("no candles");
    run.take(second);
    expect(() => run.take(second)).toThrow(`a candle of ${second.time} cannot follow one of ${second.time}`);
    expect(() => run.take(first)).toThrow(`a candle of ${first.time} cannot follow one of ${second.time}`);
    const saved = run.save();
    expect(() => LiveRun.resume(ground, [first], saved)).toThrow("bar 0 is not the one that the run was saved at");
    expect(() => LiveRun.resume(ground, candles.slice(1, 3), saved)).toThrow(
      "saved after another candle than the last one given",
    );
  });
});
