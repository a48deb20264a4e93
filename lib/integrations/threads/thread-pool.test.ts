import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunTask, StrategyFault, type TaskProgress } from "@/lib/ports/compute";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { RunStopped } from "@/lib/trading/backtest/watch";
import { smaCross } from "@/lib/trading/strategies/sma-cross";
import { ThreadPool } from "./thread-pool.ts";
import { warmUpTask } from "./warm-up.ts";

const nothing = (): void => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const never = new AbortController().signal;
let pool: ThreadPool;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "heliograph-threads-"));
  pool = new ThreadPool({ threads: 2, log });
  await pool.warm();
}, 60_000);

afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

/** A strategy file whose decision at each close is `body`. */
function strategyFile(name: string, body: string): RunTask["strategy"] {
  const file = join(folder, `${name}.mjs`);
  const text = `export default { kind: "bars", name: "${name}", title: "", description: "", parameters: {}, studies: () => ({}),
    start: () => (bar, desk) => { ${body} } };`;
  writeFileSync(file, text);
  return { file: pathToFileURL(file).href };
}

const run = (change: Partial<RunTask>, options: { stop?: AbortSignal; onProgress?: (p: TaskProgress) => void } = {}) =>
  pool.do("run", { ...warmUpTask(), ...change }, { turn: "usr_1", stop: never, ...options });

/** As slow as a strategy may be, without a clock: some 0.3 ms a bar. */
const SLOW = "let x = 0; for (let i = 0; i < 300000; i += 1) x += i % 7; globalThis.sink = x;";

it("gives the bits of a run in this thread", async () => {
  const { bars, parameters, settings } = warmUpTask();
  const { result } = await run({});
  const here = runBacktest(bars, smaCross, parameters, settings);
  expect(result.equity).toEqual(here.equity);
  expect(result.trades).toEqual(here.trades);
  expect(result.trades.length).toBeGreaterThan(10);
});

it("tells how far it is, with the equity so far", async () => {
  const abort = new AbortController();
  const told = await new Promise<TaskProgress>((resolve) => {
    const onProgress = (progress: TaskProgress) => {
      if (progress.done > 0) resolve(progress);
    };
    run({ strategy: strategyFile("slow", SLOW) }, { stop: abort.signal, onProgress }).catch(() => undefined);
  });
  abort.abort();
  expect(told.total).toBe(5_000);
  expect(told.done).toBeLessThan(5_000);
  expect(told.preview.length).toBeGreaterThan(0);
  expect(told.preview.length).toBeLessThanOrEqual(200);
});

describe("stopping", () => {
  it("ends a run under way, and leaves its thread to the next", async () => {
    const abort = new AbortController();
    const stopped = run(
      { strategy: strategyFile("slow2", SLOW) },
      { stop: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(stopped).rejects.toBeInstanceOf(RunStopped);
    await expect(run({})).resolves.toBeDefined();
  });

  it("ends one that waits", async () => {
    const abort = new AbortController();
    const later = new AbortController();
    const busy = ["slow3", "slow4"].map((name) => run({ strategy: strategyFile(name, SLOW) }, { stop: later.signal }));
    const waiting = run({}, { stop: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toBeInstanceOf(RunStopped);
    later.abort();
    await Promise.allSettled(busy);
  });

  it("ends a strategy in an endless loop with its thread, which is replaced", async () => {
    const abort = new AbortController();
    const stuck = run(
      { strategy: strategyFile("endless", "for (;;);") },
      { stop: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(stuck).rejects.toBeInstanceOf(RunStopped);
    await expect(Promise.all([run({}), run({}), run({})])).resolves.toHaveLength(3);
  });
});

it("tells a strategy's own words and the bar when it throws, and goes on", async () => {
  const thrown = run({ strategy: strategyFile("throws", 'if (bar.index === 7) throw new Error("no such level");') });
  await expect(thrown).rejects.toThrow(/bar 7.*no such level/);
  await expect(thrown).rejects.toBeInstanceOf(StrategyFault);
  await expect(run({})).resolves.toBeDefined();
});
