import { loadFunding } from "@/lib/features/candles/funding";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Compute, TaskProgress } from "@/lib/ports/compute";
import type { Ctx } from "@/lib/ports/ctx";
import type { FundingColumns, RunSettings } from "@/lib/trading/engine/settings";
import { type BacktestProgress, type RunRequest, waitingProgress } from "./backtest.ts";
import { marketOf } from "./market-of.ts";
import type { Outcome } from "./outcome-repository.ts";
import type { LeasedRun } from "./queue-repository.ts";
import { countTrials } from "./repository.ts";
import { encodeResult } from "./result-bytes.ts";
import { barMsOf, type RunBars, type SeriesMemory } from "./series-memory.ts";
import { settingsRecord } from "./settings-record.ts";

/** What computing needs of the world. */
export interface ComputeEnv {
  readonly ctx: Ctx;
  readonly compute: Compute;
  readonly series: SeriesMemory;
}

/** How a run under way is watched: ended by `stop`, told of by `onProgress`. */
export interface RunWatch {
  readonly stop: AbortSignal;
  onProgress(progress: BacktestProgress): void;
}

/** A run that came through; whoever leased it writes it down. */
export type Computed = Omit<Outcome, "status" | "error">;

/** Loads the bars, lets a thread run them, packs what came of it. @throws what Compute.do and SeriesMemory.read throw */
export async function computeRun(env: ComputeEnv, run: LeasedRun, watch: RunWatch): Promise<Computed> {
  const { request } = run;
  const startedAt = performance.now();
  const base = waitingProgress("bars", run.work);
  watch.onProgress({ ...base, phase: "LOADING" });
  const loaded = await loadRun(env, request);
  const { bars, settings } = loaded;
  const counting = countTrials(env.ctx.db, run);
  const computing = env.compute.do(
    "run",
    { bars, strategy: { name: request.strategy }, parameters: request.parameters, settings },
    {
      turn: run.userId,
      stop: watch.stop,
      onProgress: (told) => watch.onProgress(runProgress(told, bars.time, barMsOf(request), startedAt)),
    },
  );
  const [answer, trialCount] = await Promise.all([computing, counting]);
  const done: BacktestProgress = { ...base, phase: "SAVING", done: bars.length, total: bars.length };
  watch.onProgress(done);
  return {
    progress: { ...done, phase: "DONE" },
    settings: settingsRecord(request, loaded, { evidenceClass: "IN_SAMPLE", trialCount }),
    metrics: answer.metrics,
    result: await encodeResult({ result: answer.result, time: bars.time, market: marketOf(bars) }, barMsOf(request)),
    computeMs: Math.round(performance.now() - startedAt),
  };
}

export interface LoadedRun extends RunBars {
  readonly settings: RunSettings;
  /** Whole funding events that lie in the run; null on spot, and where none are stored. */
  readonly funding: FundingColumns | null;
}

/** Bars and funding of a request, with settings complete. */
export async function loadRun({ ctx, series }: ComputeEnv, request: RunRequest): Promise<LoadedRun> {
  const isSwap = request.settings.market === "swap";
  const [bars, stored] = await Promise.all([
    series.read(request, request.from, request.to),
    isSwap ? loadFunding(ctx, request, request.from, request.to) : null,
  ]);
  const funding = stored === null || stored.time.length === 0 ? null : stored;
  return { ...bars, funding, settings: { ...request.settings, barMs: barMsOf(request), funding } };
}

function runProgress(told: TaskProgress, time: Float64Array, barMs: number, startedAt: number): BacktestProgress {
  const at = (bar: number): number => time[Math.min(bar, time.length - 1)] ?? 0;
  return {
    phase: "RUNNING",
    unit: "bars",
    done: told.done,
    total: told.total > 0 ? told.total : time.length,
    at: told.done > 0 ? toIso(utcMs(at(told.done))) : null,
    secondsLeft: secondsLeft(told.done, told.total, performance.now() - startedAt),
    preview: told.preview.map(([bar, value]) => [at(bar) + barMs, Number(value.toPrecision(8))] as const),
    best: null,
  };
}

/** To a tenth, from the pace so far; null before there is one. */
export function secondsLeft(done: number, total: number, elapsedMs: number): number | null {
  if (done <= 0 || total <= 0) return null;
  return Math.round((elapsedMs / done) * Math.max(0, total - done) * 0.01) / 10;
}
