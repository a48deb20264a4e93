import { describe, expect, it } from "vitest";
import { RunStopped } from "../backtest/watch.ts";
import { EXIT_REASONS } from "../orders/order.ts";
import type { BarStrategy, BarView, Series, SignalStrategy } from "../strategies/strategy.ts";
import { barsOf, flat, PLAIN, type Plan, planned } from "./planned-run.fixture.ts";
import { resumeRun } from "./resume-run.ts";
import { runSteps, seated } from "./run-steps.ts";
import { loadState, saveState } from "./save-state.ts";
import { createState } from "./state.ts";
import { step } from "./step.ts";
import { StrategyFailed } from "./strategy-failed.ts";

const bars = barsOf([flat(100), [101, 103, 100, 102], [102, 106, 101, 105]]);
const columns = { bars, lines: {} };

describe("a run", () => {
  const buys: Plan = { 0: (desk) => desk.buy() };

  it("keeps what is open, marked at the last close without an exit fee", () => {
    const run = runSteps(planned(buys), {}, columns, { ...PLAIN, takerFee: 0.01 });
    expect(run.trades).toHaveLength(0);
    expect(run.open).toEqual([
      {
        side: "long",
        qty: 1,
        entryBar: 1,
        entryPrice: 101,
        stop: null,
        target: null,
        entryFee: 1.01,
        funding: 0,
        tag: -1,
      },
    ]);
    // 1,000; 1,000 − 101 − 1.01 + 102; + 3
    expect([...run.equity]).toEqual([1_000, 999.99, 1_002.99]);
    expect(run.barsInMarket).toBe(2);
  });
  it.each([
    ["close", 105, 1_000 - 101 - 1.01 + 105 - 1.05],
    ["open", 102, 1_000 - 101 - 1.01 + 102 - 1.02],
  ] as const)("sells it at the last bar's %s when asked, and the curve ends at the cash", (atEnd, exit, cash) => {
    const run = runSteps(planned(buys), {}, columns, { ...PLAIN, takerFee: 0.01, atEnd });
    expect(run.open).toEqual([]);
    expect(run.trades.exitPrice[0]).toBe(exit);
    expect(EXIT_REASONS[run.trades.exitReason[0] ?? -1]).toBe("end");
    expect(run.equity[2]).toBeCloseTo(cash, 10);
  });
  it("of no bars is empty", () => {
    const run = runSteps(planned(buys), {}, { bars: barsOf([]), lines: {} }, { ...PLAIN, atEnd: "close" });
    expect(run).toMatchObject({ open: [], barsInMarket: 0, refused: {}, trades: { length: 0 } });
  });
  it("counts what was refused, an entry at a price that is none too", () => {
    const asks: Plan = {
      0: (desk) => {
        desk.enter({ side: "long", type: "market", stop: Number.NaN });
        desk.enter({ side: "long", type: "market", sizing: { type: "quote", value: 5_000 } });
      },
    };
    expect(runSteps(planned(asks), {}, columns, PLAIN).refused).toEqual({ invalid_price: 1, no_cash: 1 });
  });
  it("names the bar when the strategy throws, and keeps the cause", () => {
    const cause = new TypeError("x is not a function");
    const throws: Plan = {
      1: () => {
        throw cause;
      },
    };
    const run = () => runSteps(planned(throws), {}, columns, PLAIN);
    expect(run).toThrow(StrategyFailed);
    expect(run).toThrow(
      expect.objectContaining({
        bar: 1,
        time: 3_600_000,
        cause,
        message: "The strategy failed at bar 1 (1970-01-01T01:00:00.000Z): x is not a function",
      }),
    );
  });
  it("names the line of a strategy's own file, not the engine's", () => {
    const cause = new RangeError("no");
    cause.stack = `RangeError: no
    at SeatDesk.enter (/app/lib/trading/engine/seat-desk.ts:20:11)
    at onBar (file:///home/me/my%20strategies/breakout.js:12:7)
    at Module.step (/app/lib/trading/engine/step.ts:60:9)`;
    expect(new StrategyFailed(7, 0, cause).message).toMatch(/: no \(breakout\.js:12:7\)$/);
    expect(new StrategyFailed(7, 0, "thrown text").message).toMatch(/: thrown text$/);
  });
  it("names a wrong order's field", () => {
    const wrong: Plan = { 1: (desk) => desk.enter({ side: "long", type: "limit" }) };
    expect(() => runSteps(planned(wrong), {}, columns, PLAIN)).toThrow(
      "bar 1 (1970-01-01T01:00:00.000Z): a limit order needs a limit",
    );
  });
  it("is looked in on each so many bars, and ends when told to", () => {
    const seen: [number, number][] = [];
    const watch = (until: number) => ({
      everyBars: 2,
      onBar: (bar: number, equity: number) => {
        seen.push([bar, equity]);
        return bar < until;
      },
    });
    const long = { bars: barsOf([1, 2, 3, 4, 5, 6, 7].map(flat)), lines: {} };
    runSteps(planned({}), {}, long, PLAIN, watch(99));
    expect(seen).toEqual([
      [1, 1_000],
      [3, 1_000],
      [5, 1_000],
    ]);
    expect(() => runSteps(planned({}), {}, long, PLAIN, watch(3))).toThrow(RunStopped);
  });
});

describe("what a decision sees", () => {
  const line = Float64Array.from([Number.NaN, 20, 30]);
  const watched = (onBar: (bar: BarView, line: Series) => void) =>
    runSteps(
      {
        ...planned({}),
        start: (_, lines) => (bar) => lines["line"] && onBar(bar, lines["line"]),
      } satisfies BarStrategy,
      {},
      { bars, lines: { line } },
      PLAIN,
    );

  it("is the closed bar and lines up to it", () => {
    const seen: unknown[] = [];
    watched(({ index, time, open, high, low, close, volume }, { now }) =>
      seen.push([index, time, open, high, low, close, volume, now]),
    );
    expect(seen[1]).toEqual([1, 3_600_000, 101, 103, 100, 102, 1, 20]);
    expect(seen[0]).toEqual([0, 0, 100, 100, 100, 100, 1, Number.NaN]);
  });
  it("reaches back, to nothing before the first bar, and never forward", () => {
    const seen: number[] = [];
    watched((bar, series) => bar.index === 2 && seen.push(series.ago(0), series.ago(1), series.ago(2), series.ago(3)));
    expect(seen).toEqual([30, 20, Number.NaN, Number.NaN]);
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => watched((_, series) => series.ago(wrong))).toThrow(
        `ago(${wrong}): a whole number of bars from 0 on`,
      );
    }
  });
  it("shows no way to columns, engine or account but what it names", () => {
    watched((bar, series) => {
      expect(Reflect.ownKeys(bar)).toEqual([]);
      expect(Reflect.ownKeys(series)).toEqual([]);
      expect(JSON.stringify([bar, series])).toBe("[{},{}]");
    });
  });
  it("is what is held: side, amount, average price, cash and equity", () => {
    const seen: unknown[] = [];
    const look = (_: unknown, { position, qty, entryPrice, cash, equity }: BarView) =>
      seen.push([position, qty, entryPrice, cash, equity]);
    const plan: Plan = {
      0: (desk, bar) => {
        look(desk, bar);
        desk.enter({ side: "short", type: "market" });
        desk.enter({ side: "short", type: "limit", limit: 105, sizing: { type: "units", value: 3 } });
      },
      1: look,
      2: look,
    };
    runSteps(planned(plan), {}, columns, { ...PLAIN, pyramiding: 2 });
    expect(seen).toEqual([
      [0, 0, Number.NaN, 1_000, 1_000],
      // sold at 101, now at 102
      [-1, 1, 101, 1_101, 999],
      // and 3 at 105: (101 + 315) / 4 = 104; 4 × (104 − 105)
      [-1, 4, 104, 1_416, 996],
    ]);
  });
});

describe("a strategy of columns", () => {
  const bits = (...row: number[]): SignalStrategy => ({
    ...planned({}),
    kind: "signals",
    signals: (_columns, _parameters, from, to, out) => {
      for (let i = from; i < to; i += 1) out[i] = row[i] ?? 0;
    },
  });
  const long = { bars: barsOf([flat(100), flat(100), flat(110), flat(120), flat(130)]), lines: {} };
  const sides = (...row: number[]) => {
    const { trades, open } = runSteps(bits(...row), {}, long, PLAIN);
    const closed = Array.from({ length: trades.length }, (_, at) => [
      trades.side[at],
      trades.entryBar[at],
      trades.exitBar[at],
    ]);
    return [...closed, ...open.map(({ side, entryBar }) => [side, entryBar])];
  };
  it.each([
    ["enters long when flat", [0, 1], [["long", 2]]],
    ["enters short when flat", [0, 2], [["short", 2]]],
    ["takes the long one of both", [0, 3], [["long", 2]]],
    ["does nothing on bar 0", [1], []],
    ["ignores an exit when flat", [0, 4 | 8], []],
    ["ignores an entry while it holds", [0, 1, 1 | 2], [["long", 2]]],
    ["exits", [0, 1, 4], [[1, 2, 3]]],
    ["ignores the other side's exit", [0, 1, 8], [["long", 2]]],
    [
      "turns on an exit with the other side's entry",
      [0, 1, 4 | 2],
      [
        [1, 2, 3],
        ["short", 3],
      ],
    ],
    ["only exits on an exit with its own side's entry", [0, 1, 4 | 1], [[1, 2, 3]]],
    [
      "turns a short too",
      [0, 2, 8 | 1],
      [
        [-1, 2, 3],
        ["long", 3],
      ],
    ],
  ])("%s", (_, row, expected) => {
    expect(sides(...row)).toEqual(expected);
  });
});

describe("a step", () => {
  const fresh = () => {
    const state = createState(1_000);
    return { state, input: seated(planned({ 0: (desk) => desk.buy() }), {}, columns, PLAIN, state) };
  };
  it("hands back this bar's commands and facts", () => {
    const { state, input } = fresh();
    const first = step(state, input);
    expect(first.commands).toMatchObject([{ type: "enter", order: { order: 1, side: 1 } }]);
    expect(first.facts.fills.length).toBe(0);
    input.index = 1;
    const second = step(state, input);
    expect(second.commands).toEqual([]);
    expect([second.facts.firstFill, second.facts.fills.length]).toEqual([0, 1]);
    expect(second.state).toBe(state);
  });
  it("takes no bar but the next one, and none that is earlier", () => {
    const { state, input } = fresh();
    input.index = 1;
    expect(() => step(state, input)).toThrow("bar 1 at 3600000 cannot follow bar -1");
    const disordered = barsOf([flat(100), flat(100)]);
    disordered.time[1] = 0;
    expect(() => runSteps(planned({}), {}, { bars: disordered, lines: {} }, PLAIN)).toThrow(
      "bar 1 at 0 cannot follow bar 0 at 0",
    );
  });
  it("takes no bar whose prices are none", () => {
    const broken = barsOf([flat(100), [100, Number.NaN, 99, 100]]);
    expect(() => runSteps(planned({}), {}, { bars: broken, lines: {} }, PLAIN)).toThrow(
      "bar 1 at 3600000 has a price that is none",
    );
  });
  it("that threw leaves a state which no one takes for whole", () => {
    const state = createState(1_000);
    const throws: Plan = {
      0: () => {
        throw new Error("no");
      },
    };
    const input = seated(planned(throws), {}, columns, PLAIN, state);
    expect(() => step(state, input)).toThrow("no");
    expect(() => step(state, input)).toThrow("the step before this one did not end");
    expect(() => saveState(state)).toThrow("a state is saved between two bars only");
  });
});

describe("a saved state", () => {
  it("is refused when it is another version's, or lacks a field", () => {
    const saved = saveState(createState(1));
    expect(() => loadState({ ...saved, version: 2 })).toThrow("a saved state of version 1 is needed");
    expect(() => loadState(null)).toThrow("a saved state of version 1 is needed");
    expect(() => loadState({ version: 1, state: null })).toThrow("the saved state holds no account");
    const { cash: _, ...lacking } = createState(1);
    expect(() => loadState({ version: 1, state: lacking })).toThrow("the saved state lacks cash");
  });
  it("is taken up over its own bars only", () => {
    const state = createState(1_000);
    const input = seated(planned({}), {}, columns, PLAIN, state);
    step(state, input);
    const saved = saveState(state);
    const other = barsOf([null, flat(100)]);
    expect(() => resumeRun(planned({}), {}, { bars: other, lines: {} }, PLAIN, saved)).toThrow(
      "bar 0 is not the one that the run was saved at",
    );
    expect(() => resumeRun(planned({}), {}, { bars: barsOf([]), lines: {} }, PLAIN, saved)).toThrow(
      "of 0 that there are",
    );
  });
});
