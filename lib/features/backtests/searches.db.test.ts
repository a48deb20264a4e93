import { describe, expect, it, vi } from "vitest";
import { ThreadPool } from "@/lib/integrations/threads/thread-pool";
import type { Compute } from "@/lib/ports/compute";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { RunStopped } from "@/lib/trading/backtest/watch";
import { measure } from "@/lib/trading/stats/metrics";
import { smaCross } from "@/lib/trading/strategies/sma-cross";
import { cancelBacktest } from "./cancel-backtest.ts";
import { exportReport } from "./export-report.ts";
import { getBacktest, resultOf, trialsOf } from "./queries.ts";
import { runnerStage } from "./runner-stage.fixture.ts";
import type { OptimisationSummary, WalkSummary } from "./search.ts";
import { type SearchWish, startOptimisation } from "./start-optimisation.ts";
import { startWalkForward } from "./start-walk-forward.ts";

const stage = runnerStage({ seed: 11, length: 4_000, symbols: ["BTC/USDT"] });
const { bars, runner } = stage;
const HOUR = 3_600_000;
const wish: SearchWish = {
  strategy: "sma-cross",
  exchange: "binance",
  symbol: "BTC/USDT",
  timeframe: "1h",
  method: "grid",
  grid: { fast: [5, 8, 10, 12, 15], slow: [20, 30, 40, 50], mode: ["reverse"] },
  trials: 100,
  minTrades: 5,
};

async function begun(change: Partial<SearchWish> = {}): Promise<string> {
  stage.ctx.clock.advance(1); // later ids sort later
  const started = await startOptimisation(stage.ctx, stage.ann, { ...wish, ...change });
  if (!started.ok) throw new Error(JSON.stringify(started));
  return started.value.id;
}

const found = async (id: string) => {
  const row = await getBacktest(stage.ctx, stage.ann.userId, id);
  const summary = row?.summary as OptimisationSummary | null | undefined;
  return { row, summary };
};

describe("an optimisation", () => {
  it("tries every set of its grid, and its best is what a run of it gives", async () => {
    const id = await begun();
    await runner("w1").idle();
    const { row, summary } = await found(id);
    expect(row).toMatchObject({
      status: "DONE",
      evidenceClass: "IN_SAMPLE",
      trials: 20,
      progress: { unit: "trials", done: 20 },
    });
    expect(summary).toMatchObject({
      tried: 20,
      total: 20,
      objective: "sharpe",
      luck: { text: expect.stringContaining("20 trials") },
    });
    expect(summary?.pbo).toBeGreaterThanOrEqual(0);
    const best = summary?.best;
    const request = row?.request;
    if (best === undefined || best === null || request === undefined) throw new Error("nothing was found");
    const settings = { ...request.settings, barMs: HOUR, funding: null };
    const metrics = measure(runBacktest(bars, smaCross, best.parameters, settings), bars, settings);
    expect(best.score).toBe(metrics.sharpeDaily);
    expect(row?.metrics).toEqual(JSON.parse(JSON.stringify(metrics)));
    const trials = await trialsOf(stage.ctx, stage.ann.userId, id);
    expect(trials?.tried).toHaveLength(20);
    expect(trials?.tried[0]?.score).toBe(best.score);
    const csv = await exportReport(stage.ctx, stage.ann.userId, id, "csv");
    if (!csv.ok) throw new Error(csv.reason);
    const [head, firstRow, ...others] = csv.value.body.trimEnd().split("\r\n");
    expect(head).toMatch(/^mode,fast,slow,score,sharpe/);
    expect(firstRow).toContain(String(best.score));
    expect(others).toHaveLength(19);
    expect(await exportReport(stage.ctx, "usr_stranger0000", id, "csv")).toMatchObject({
      ok: false,
      reason: "not_found",
    });
  });

  it("says the same whatever the number of threads", async () => {
    const one = new ThreadPool({ threads: 1, log: stage.ctx.log });
    const change = { method: "sequential", grid: {}, range: 0.5, steps: 9, trials: 60, seed: 7 } as const;
    const first = await begun(change);
    await runner("w1").idle();
    const second = await begun(change);
    await runner("w2", one).idle();
    await one.close();
    const [a, b] = [(await found(first)).summary, (await found(second)).summary];
    expect(a?.tried).toBe(60);
    expect({ ...b, deflatedSharpe: null, luck: null, verdict: null }).toEqual({
      ...a,
      deflatedSharpe: null,
      luck: null,
      verdict: null,
    });
  });

  it("counts the trials of earlier searches over the same data against its luck", async () => {
    await begun();
    const second = await begun();
    await runner("w1").idle();
    const { row, summary } = await found(second);
    expect(row?.settings).toMatchObject({ trialCount: 40 });
    expect(summary?.luck.text).toContain("40 trials");
  });

  it.each([
    [{ trials: 5 }, "trials"],
    [{ trials: 1_000_000, grid: {}, method: "random" as const }, "trials"],
    [{ grid: { fast: [0] } }, "grid.fast"],
    [{ grid: { speed: [1] } }, "grid.speed"],
    [{ vary: ["speed"] }, "vary"],
  ])("%j is refused at its field", async (change, field) => {
    const refused = await startOptimisation(stage.ctx, stage.ann, { ...wish, ...change });
    expect(refused).toMatchObject({ ok: false, reason: "invalid", fieldErrors: { [field]: [expect.any(String)] } });
  });
});

/** The threads, held up: after `parts` tasks the next ones are begun and never end, unless they are stopped. */
function holding(parts: number): Compute & { readonly begun: number } {
  let begunTasks = 0;
  return {
    threads: 2,
    get begun() {
      return begunTasks;
    },
    do(name, input, options) {
      begunTasks += 1;
      if (begunTasks <= parts) return stage.pool.do(name, input, options);
      return new Promise((_resolve, reject) => {
        options.stop.addEventListener("abort", () => reject(new RunStopped()), { once: true });
      });
    },
    warm: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

describe("a search under way", () => {
  const long = { method: "random", grid: {}, range: 1, steps: 20, trials: 300 } as const;

  it("is cancelled at once, and shows how far it came", async () => {
    const compute = holding(2);
    const id = await begun(long);
    const one = runner("w1", compute);
    one.start();
    await vi.waitFor(() => expect(compute.begun).toBeGreaterThan(3), { timeout: 10_000 });
    await cancelBacktest(stage.ctx, stage.ann, id);
    await vi.waitFor(async () => expect((await found(id)).row?.status).toBe("CANCELLED"), { timeout: 5_000 });
    const progress = (await found(id)).row?.progress;
    expect(progress).toMatchObject({ unit: "trials", total: 300, best: { value: expect.any(Number) } });
    expect(progress?.done).toBeGreaterThan(0);
    await one.stop();
  });

  it("is cancelled while its verdict is being computed", async () => {
    let isJudging = false;
    const compute: Compute = {
      ...holding(0),
      async do(name, input, options) {
        if (name === "judge") {
          isJudging = true;
          await vi.waitFor(() => expect(options.stop.aborted).toBe(true), { timeout: 10_000, interval: 5 });
        }
        return stage.pool.do(name, input, options);
      },
    };
    const id = await begun({ ...long, trials: 100 });
    const one = runner("w1", compute);
    one.start();
    await vi.waitFor(() => expect(isJudging).toBe(true), { timeout: 15_000, interval: 5 });
    await cancelBacktest(stage.ctx, stage.ann, id);
    await vi.waitFor(async () => expect((await found(id)).row?.status).toBe("CANCELLED"), { timeout: 10_000 });
    await one.stop();
  });

  it("goes on at another worker from where it stood, and finds what one that was never interrupted finds", async () => {
    const whole = await begun(long);
    await runner("w1").idle();
    const halved = await begun(long);
    const compute = holding(3);
    const first = runner("w2", compute);
    first.start();
    await vi.waitFor(() => expect(compute.begun).toBeGreaterThan(4), { timeout: 10_000 });
    await first.stop();
    let evaluated = 0;
    const counting: Compute = {
      ...holding(0),
      do(name, input, options) {
        if ("sets" in input) evaluated += input.sets.length;
        return stage.pool.do(name, input, options);
      },
    };
    await runner("w3", counting).idle();
    const [a, b] = [(await found(whole)).summary, (await found(halved)).summary];
    expect(b).toMatchObject({ tried: 300, best: a?.best, pbo: a?.pbo });
    expect(evaluated).toBeGreaterThan(0);
    expect(evaluated).toBeLessThan(300);
  });
});

describe("a walk-forward", () => {
  const plan = {
    name: "only",
    windows: { unit: "days", inSample: 60, outOfSample: 20 },
    search: { method: "grid", trials: 20, minTrades: 3, grid: { fast: [5, 10], slow: [20, 40] } },
  };
  const { method: _m, grid: _g, trials: _t, minTrades: _n, ...run } = wish;

  it("trades each window out of sample with what was chosen before it, and stitches the curve", async () => {
    const started = await startWalkForward(stage.ctx, stage.ann, { ...run, stages: [plan] });
    if (!started.ok) throw new Error(JSON.stringify(started));
    await runner("w1").idle();
    const row = await getBacktest(stage.ctx, stage.ann.userId, started.value.id);
    expect(row).toMatchObject({ status: "DONE", evidenceClass: "OUT_OF_SAMPLE" });
    const summary = row?.summary as WalkSummary | null | undefined;
    const windows = summary?.stages[0]?.windows ?? [];
    expect(windows.length).toBeGreaterThan(3);
    for (const one of windows) expect(one.outOfSample.from).toBe(one.inSample.to);
    expect(row?.trials).toBe(windows.length * 4);
    const result = await resultOf(stage.ctx, stage.ann.userId, started.value.id);
    expect(result?.equity).toHaveLength(windows.length * 20 * 24);
    expect(result?.equity[0]?.[0]).toBe((bars.time[60 * 24] ?? 0) + HOUR);
  });

  it.each([
    [[{ ...plan, windows: { unit: "days", inSample: 600, outOfSample: 20 } }], "stages.0.windows"],
    [[{ ...plan, search: { objective: "fun" } }], "stages.0.search.objective"],
  ])("with a wrong file is refused at its path", async (stages, path) => {
    const refused = await startWalkForward(stage.ctx, stage.ann, { ...run, stages });
    expect(refused).toMatchObject({ ok: false, reason: "invalid", fieldErrors: { [path]: [expect.any(String)] } });
  });
});
