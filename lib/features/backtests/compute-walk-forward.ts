import { AppError } from "@/lib/kernel/errors";
import { sliceBars } from "@/lib/trading/market/bars";
import { measure } from "@/lib/trading/stats/metrics";
import { startWalkForward, type WalkForwardState } from "@/lib/trading/validation/walk-forward/walk-forward";
import type { BacktestProgress } from "./backtest.ts";
import { type Computed, type ComputeEnv, loadRun, type RunWatch, secondsLeft } from "./compute-run.ts";
import { marketOf } from "./market-of.ts";
import { saveSearch } from "./outcome-repository.ts";
import type { LeasedRun } from "./queue-repository.ts";
import { countTrials } from "./repository.ts";
import { decodeJson, encodeJson, encodeResult } from "./result-bytes.ts";
import type { WalkRequest } from "./search.ts";
import { settingsRecord } from "./settings-record.ts";
import { strategyByName } from "./strategies.ts";
import { walk } from "./walk.ts";
import { walkSummary } from "./walk-summary.ts";

/** Walks forward through the stages of a request, from the last window that an earlier worker chose. @throws as computeRun */
export async function computeWalkForward(env: ComputeEnv, run: LeasedRun, watch: RunWatch): Promise<Computed> {
  // What was put in by startWalkForward.
  const request = run.request as WalkRequest;
  const startedAt = performance.now();
  const progress = (change: Partial<BacktestProgress>): BacktestProgress => ({
    phase: "LOADING",
    unit: "trials",
    done: 0,
    total: 0,
    at: null,
    secondsLeft: null,
    preview: [],
    best: null,
    ...change,
  });
  watch.onProgress(progress({}));
  const loaded = await loadRun(env, request);
  const { bars, settings } = loaded;
  const { cash, barMs } = settings;
  const strategy = strategyByName(request.strategy);
  if (strategy === null) throw new AppError("conflict", `There is no strategy ${request.strategy} any more.`);
  const saved = run.searchState === null ? undefined : await decodeJson<WalkForwardState>(run.searchState);
  const { parameters: table, check } = strategy;
  const started = startWalkForward(
    { plan: request.walk, table, check, parameters: request.parameters, time: bars.time, barMs, cash },
    saved,
  );
  if (!started.ok) throw new AppError("conflict", started.detail);
  const walking = started.value;
  const total = walking.trialsMax;
  let before: number | null = null;
  let saving: Promise<unknown> = Promise.resolve();
  const walked = walk(
    env.compute,
    { bars, barsKey: loaded.dataHash, strategy: { name: request.strategy }, settings },
    walking,
    check,
    {
      turn: run.userId,
      stop: watch.stop,
      onTold: ({ tried, best }) => {
        before ??= tried;
        const left = secondsLeft(tried - before, total - before, performance.now() - startedAt);
        watch.onProgress(progress({ phase: "RUNNING", done: tried, total, best, secondsLeft: left }));
      },
      onSave: (state) => {
        saving = saving.then(async () => saveSearch(env.ctx.db, run, await encodeJson(state))).catch(() => undefined);
      },
    },
  );
  await walked.finally(async () => saving);
  const stages = walking.report();
  const last = stages.at(-1);
  if (last === undefined) throw new AppError("conflict", "No stage came to its end.");
  const summary = walkSummary(stages);
  const traded = sliceBars(bars, last.from, last.to);
  const done = progress({ phase: "DONE", done: summary.tried, total: summary.tried });
  watch.onProgress({ ...done, phase: "SAVING" });
  return {
    progress: done,
    settings: settingsRecord(request, loaded, {
      evidenceClass: "OUT_OF_SAMPLE",
      trialCount: await countTrials(env.ctx.db, run),
    }),
    metrics: measure(last.stitched, traded, settings),
    summary,
    result: await encodeResult({ result: last.stitched, time: traded.time, market: marketOf(traded) }, barMs),
    trials: summary.tried,
    computeMs: Math.round(performance.now() - startedAt),
  };
}
