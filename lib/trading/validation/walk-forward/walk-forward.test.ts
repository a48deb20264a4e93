import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/kernel/time";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { DEFAULT_SETTINGS, type RunSettings } from "@/lib/trading/engine/settings";
import { emptyTrades } from "@/lib/trading/engine/trade-recorder";
import { ta } from "@/lib/trading/indicators/catalogue";
import { type Bars, barsOf, emptyBars, sliceBars } from "@/lib/trading/market/bars";
import type { FigureColumns } from "@/lib/trading/optimise/objective";
import { startSearch } from "@/lib/trading/optimise/search";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";
import { measure } from "@/lib/trading/stats/metrics";
import { smaCross } from "@/lib/trading/strategies/sma-cross";
import type { ParameterValues, Strategy } from "@/lib/trading/strategies/strategy";
import type { WalkForwardPlan } from "./plan.ts";
import { runWindow } from "./run-window.ts";
import {
  type OptimiseTask,
  startWalkForward,
  type WalkForward,
  type WalkForwardSetup,
  type WalkForwardState,
} from "./walk-forward.ts";

const barsFrom = (seed: number, length = 1_200): Bars =>
  barsOf(
    generateCandles({
      seed,
      startMs: 0,
      lengthMs: HOUR_MS,
      bars: length,
      startPrice: 100,
      decimals: 4,
      volatilityPct: 1,
    }),
  );
const settings: RunSettings = { ...DEFAULT_SETTINGS, barMs: HOUR_MS };
const search = {
  method: "grid",
  trials: 50,
  objective: "return",
  minTrades: 1,
  range: 0.5,
  steps: 3,
  vary: ["fast", "slow"],
} as const;
const windows = { mode: "rolling", unit: "bars", inSample: 400, outOfSample: 100, step: 100 } as const;
const plan: WalkForwardPlan = {
  seed: 1,
  stages: [
    { name: "coarse", windows, search, around: "parameters" },
    { name: "fine", windows, search: { ...search, range: 0.2 }, around: "previous" },
  ],
};
const parameters: ParameterValues = { fast: 10, slow: 30, mode: "reverse" };
const setupOf = (bars: Bars, changes: Partial<WalkForwardSetup> = {}): WalkForwardSetup => ({
  plan,
  table: smaCross.parameters,
  parameters,
  time: bars.time,
  barMs: HOUR_MS,
  cash: settings.cash,
  ...changes,
});
const start = (setup: WalkForwardSetup, saved?: WalkForwardState): WalkForward => {
  const started = startWalkForward(setup, saved);
  if (!started.ok) throw new Error(started.detail);
  return started.value;
};

/** Runs every set of a task, as a worker would. */
const optimise = (bars: Bars, strategy: Strategy, task: OptimiseTask) => {
  const started = startSearch(task.space, task.plan);
  if (!started.ok) throw new Error(started.detail);
  const slice = sliceBars(bars, task.from, task.to);
  for (let batch = started.value.ask(10); batch.length > 0; batch = started.value.ask(10)) {
    const metrics = batch.map((trial) =>
      measure(runBacktest(slice, strategy, trial.parameters, settings), slice, settings),
    );
    const column = (of: (m: (typeof metrics)[number]) => number | null) =>
      Float64Array.from(metrics, (m) => of(m) ?? Number.NaN);
    const figures: FigureColumns = {
      sharpe: column((m) => m.sharpeDaily),
      calmar: column((m) => m.calmar),
      return: column((m) => m.returnPct),
      profitFactor: column(() => null),
      expectancy: column(() => null),
      maxDrawdown: column((m) => m.maxDrawdownPct),
      trades: column((m) => m.trades),
    };
    started.value.tell(batch, figures);
  }
  return started.value;
};
const answer = (walk: WalkForward, bars: Bars, limit = Number.POSITIVE_INFINITY): number => {
  let done = 0;
  for (let tasks = walk.ask(); tasks.length > 0; tasks = walk.ask()) {
    for (const task of tasks) {
      if (done >= limit) return done;
      if (task.kind === "run") walk.tellRun(task, runWindow(bars, smaCross, task, settings));
      else {
        const found = optimise(bars, smaCross, task);
        walk.tellChoice(task, found.best(), found.triedCount);
      }
      done += 1;
    }
  }
  return done;
};
const walked = (bars: Bars): WalkForward => {
  const walk = start(setupOf(bars));
  answer(walk, bars);
  return walk;
};

describe("a walk-forward", () => {
  const bars = barsFrom(3);
  const walk = walked(bars);
  const [coarse, fine] = walk.report();

  it("is done with all windows of all stages and no trial above what it announced", () => {
    expect(walk.isDone()).toBe(true);
    expect(walk.windows.map((stage) => stage.length)).toEqual([8, 8]);
    expect(coarse?.windows.map(({ trials }) => trials)).toEqual([9, 9, 9, 9, 9, 9, 9, 9]);
    expect((coarse?.trials ?? 0) + (fine?.trials ?? 0)).toBeLessThanOrEqual(walk.trialsMax);
    expect(coarse?.windows.every((row) => row.parameters !== null && row.trades > 0)).toBe(true);
  });

  it("hands each window the money of the one before, to the cent of its trades", () => {
    for (const stage of walk.report()) {
      const { equity, trades } = stage.stitched;
      expect(equity.length).toBe(stage.to - stage.from);
      const earned = trades.pnl.reduce((sum, pnl) => sum + pnl, 0);
      expect(equity.at(-1)).toBeCloseTo(settings.cash + earned, 6);
      for (const [w, row] of stage.windows.entries()) {
        const [before, after] = [equity[w * 100 - 1] ?? settings.cash, equity[w * 100 + 99] ?? 0];
        expect(row.outOfSampleReturnPct).toBeCloseTo((after / before - 1) * 100, 9);
      }
    }
  });

  it("trades inside its windows only, each from its second bar on", () => {
    const { entryBar, exitBar, length } = coarse?.stitched.trades ?? emptyTrades(0);
    expect(length).toBeGreaterThan(20);
    for (let row = 0; row < length; row += 1) {
      expect(Math.floor((entryBar[row] ?? 0) / 100)).toBe(Math.floor((exitBar[row] ?? 0) / 100));
      expect((entryBar[row] ?? 0) % 100).toBeGreaterThan(0);
      expect(coarse?.stitched.trades.entryPrice[row]).toBe(bars.open[(coarse?.from ?? 0) + (entryBar[row] ?? 0)]);
    }
  });

  it("warms indicators up, and lets no kind of strategy decide before its window", () => {
    const seen: { index: number; sma: number }[] = [];
    const bar: Strategy = {
      kind: "bars",
      name: "watcher",
      title: "",
      description: "",
      parameters: {},
      studies: () => smaCross.studies({ fast: 20, slow: 50 }, ta),
      start: (_, lines) => (view, desk) => {
        seen.push({ index: view.index, sma: lines.slow?.now ?? Number.NaN });
        if (view.position === 0) desk.buy();
      },
    };
    const task = { warmFrom: 100, from: 300, to: 340, parameters: {}, cash: 5_000 };
    const result = runWindow(bars, bar, task, settings);
    expect(seen.map(({ index }) => index + task.warmFrom)).toEqual(Array.from({ length: 40 }, (_, n) => 300 + n));
    const last50 = bars.close.subarray(251, 301).reduce((sum, close) => sum + close, 0) / 50;
    expect(seen[0]?.sma).toBeCloseTo(last50, 9);
    expect([...result.trades.entryBar, ...result.trades.exitBar]).toEqual([1, 39]);
    expect(result.equity).toHaveLength(40);
    expect(result.equity[0]).toBe(5_000);
  });

  it("measures like any run", () => {
    const {
      from,
      to,
      stitched,
      efficiency,
      windows: rows,
    } = coarse ?? {
      from: 0,
      to: 0,
      stitched: runBacktest(bars, smaCross, parameters, settings),
      efficiency: null,
      windows: [],
    };
    const metrics = measure(stitched, sliceBars(bars, from, to), settings);
    expect(metrics.trades).toBe(stitched.trades.length);
    const annual = (growth: number, days: number): number => growth ** (365.25 / days) - 1;
    const inside =
      rows.reduce((sum, row) => sum + annual(1 + (row.inSampleReturnPct ?? 0) / 100, 400 / 24), 0) / rows.length;
    expect(efficiency).toBeCloseTo(annual(metrics.finalEquity / settings.cash, 800 / 24) / inside, 9);
  });

  it("chooses nothing by data that were out of sample, in a later stage neither", () => {
    const cut = 850;
    const other = barsFrom(99);
    const changed = emptyBars(bars.length);
    for (const name of ["time", "open", "high", "low", "close", "volume"] as const) {
      changed[name].set(bars[name]);
      if (name !== "time") changed[name].set(other[name].subarray(cut), cut);
    }
    const again = walked(changed).report();
    for (const [s, stage] of walk.report().entries()) {
      for (const [w, window] of (walk.windows[s] ?? []).entries()) {
        if (window.inTo <= cut) expect(again[s]?.windows[w]?.parameters).toEqual(stage.windows[w]?.parameters);
        if (window.outTo <= cut) expect(again[s]?.windows[w]).toEqual(stage.windows[w]);
      }
    }
    expect(again[0]?.windows).not.toEqual(coarse?.windows);
  });

  it("lays a later stage around what the stage before chose", () => {
    const walking = start(setupOf(bars));
    const centres: (number | undefined)[] = [];
    for (let tasks = walking.ask(); tasks.length > 0; tasks = walking.ask()) {
      for (const task of tasks) {
        if (task.kind === "run") walking.tellRun(task, runWindow(bars, smaCross, task, settings));
        else {
          const found = optimise(bars, smaCross, task);
          walking.tellChoice(task, found.best(), found.triedCount);
          const fast = task.space.axes.find((axis) => axis.name === "fast")?.values;
          if (task.stage === 1) centres[task.window] = Number(fast?.[1]);
        }
      }
    }
    expect(centres).toEqual(coarse?.windows.map((row) => row.parameters?.fast));
  });

  it("goes on from its state after any number of tasks", () => {
    for (const done of [0, 3, 8, 11, 17, 25]) {
      const first = start(setupOf(bars));
      answer(first, bars, done);
      first.ask();
      const again = start(setupOf(bars), JSON.parse(JSON.stringify(first.state())));
      answer(again, bars);
      expect(again.report()).toEqual(walk.report());
    }
  });

  it("leaves a window alone in which no set has enough trades", () => {
    const idle = { ...plan, stages: [{ ...plan.stages[0], search: { ...search, minTrades: 10_000 } }] } as const;
    const still = start(setupOf(bars, { plan: idle }));
    answer(still, bars);
    const [stage] = still.report();
    expect(stage?.windows[0]).toMatchObject({
      parameters: null,
      score: null,
      trials: 9,
      outOfSampleReturnPct: 0,
      efficiency: null,
      trades: 0,
    });
    expect(stage?.stitched.equity.every((value) => value === settings.cash)).toBe(true);
    expect(stage).toMatchObject({ efficiency: null, profitableShare: 0 });
  });

  it("tells what cannot work at its path, before anything runs", () => {
    const bad = {
      ...plan,
      stages: [
        { ...plan.stages[0], windows: { ...windows, inSample: 5_000 }, search: { ...search, vary: ["quick"] } },
        { ...plan.stages[0], search: { ...search, trials: 5 } },
      ],
    } as const;
    const refused = startWalkForward(setupOf(bars, { plan: bad, parameters: { fast: 1e9 } }));
    expect(refused).toMatchObject({ ok: false, reason: "invalid" });
    expect(refused.ok ? {} : refused.fieldErrors).toMatchObject({
      "stages[0].windows": [expect.stringMatching(/need 5100 bars, and the data have 1200 bars/)],
      "stages[0].search.vary": [expect.stringMatching(/no parameter quick/)],
      "parameters.fast": [expect.stringMatching(/fast must be at most/)],
    });
    const many = startWalkForward(setupOf(bars, { plan: { ...bad, stages: [bad.stages[1]] } }));
    expect(many.ok ? {} : many.fieldErrors).toMatchObject({
      "stages[0].search": [expect.stringMatching(/9 combinations and the limit is 5 trials/)],
    });
  });
});

describe("the efficiency", () => {
  it("is annualised, as worked by hand", () => {
    // One window of 365.25 days in sample, +21 %, and 182.25 days out of sample, +10 %: some 21 % a year both
    const days = Float64Array.from({ length: 730 }, (_, n) => n * DAY_MS * 0.75);
    const one: WalkForwardPlan = {
      seed: 1,
      stages: [
        {
          name: "one",
          around: "parameters",
          search,
          windows: { ...windows, inSample: 487, outOfSample: 243, step: 243 },
        },
      ],
    };
    const walk = start(setupOf(emptyBars(0), { plan: one, time: days, barMs: DAY_MS * 0.75 }));
    for (const task of walk.ask()) {
      if (task.kind === "optimise") {
        const figures = {
          sharpe: 1,
          calmar: 1,
          return: 21,
          profitFactor: 2,
          expectancy: 1,
          maxDrawdown: -1,
          trades: 5,
        };
        walk.tellChoice(task, { index: 0, score: 21, figures }, 9);
      }
    }
    const [run] = walk.ask();
    if (run?.kind !== "run") throw new Error("the run comes next");
    const equity = new Float64Array(243).fill(10_000);
    equity[242] = 11_000;
    walk.tellRun(run, { trades: emptyTrades(0), open: [], equity, barsInMarket: 0, refused: {} });
    const [report] = walk.report();
    const out = 1.1 ** (365.25 / (243 * 0.75)) - 1;
    const inside = 1.21 ** (365.25 / (487 * 0.75)) - 1;
    expect(out).toBeCloseTo(0.21, 2);
    expect(inside).toBeCloseTo(0.21, 5);
    expect(report?.efficiency).toBeCloseTo(out / inside, 12);
    expect(report?.windows[0]?.efficiency).toBeCloseTo(out / inside, 12);
  });
});
