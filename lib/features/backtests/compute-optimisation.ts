import type { BacktestProgress } from "./backtest.ts";
import { type Computed, type ComputeEnv, loadRun, type RunWatch, secondsLeft } from "./compute-run.ts";
import { optimise } from "./optimise.ts";
import { saveSearch } from "./outcome-repository.ts";
import type { LeasedRun } from "./queue-repository.ts";
import { countTrials } from "./repository.ts";
import { decodeJson, encodeJson } from "./result-bytes.ts";
import type { SearchRequest } from "./search.ts";
import type { SavedSearch } from "./search-memory.ts";
import { settingsRecord } from "./settings-record.ts";
import { strategyByName } from "./strategies.ts";

/** Searches the parameters of a run, from where an earlier worker left off. @throws what Compute.do and SeriesMemory.read throw */
export async function computeOptimisation(env: ComputeEnv, run: LeasedRun, watch: RunWatch): Promise<Computed> {
  // What was put in by startOptimisation.
  const request = run.request as SearchRequest;
  const { space, plan } = request;
  const startedAt = performance.now();
  const saved = run.searchState === null ? undefined : await decodeJson<SavedSearch>(run.searchState);
  const before = saved?.search.tried.length ?? 0;
  const progress = (change: Partial<BacktestProgress>): BacktestProgress => ({
    phase: "LOADING",
    unit: "trials",
    done: before,
    total: plan.trials,
    at: null,
    secondsLeft: null,
    preview: [],
    best: null,
    ...change,
  });
  watch.onProgress(progress({}));
  const loaded = await loadRun(env, request);
  const trialCount = await countTrials(env.ctx.db, run);
  const ground = {
    bars: loaded.bars,
    barsKey: loaded.dataHash,
    strategy: { name: request.strategy },
    settings: loaded.settings,
  };
  const check = strategyByName(request.strategy)?.check;
  let saving: Promise<unknown> = Promise.resolve();
  const searching = optimise(
    env.compute,
    { ground, space, plan, check, saved, trialsBefore: Math.max(0, trialCount - plan.trials) },
    {
      turn: run.userId,
      stop: watch.stop,
      onTold: ({ tried, total, best }) => {
        const left = secondsLeft(tried - before, total - before, performance.now() - startedAt);
        watch.onProgress(
          progress({ phase: tried < total ? "RUNNING" : "SAVING", done: tried, total, best, secondsLeft: left }),
        );
      },
      onSave: (state) => {
        saving = saving.then(async () => saveSearch(env.ctx.db, run, await encodeJson(state))).catch(() => undefined);
      },
    },
  );
  const found = await searching.finally(async () => saving);
  const { summary, judged, trials } = found;
  const done = progress({ phase: "DONE", done: summary.tried, total: summary.tried });
  watch.onProgress({ ...done, phase: "SAVING" });
  return {
    progress: done,
    settings: settingsRecord({ ...request, parameters: summary.best?.parameters ?? request.parameters }, loaded, {
      evidenceClass: "IN_SAMPLE",
      trialCount,
    }),
    ...(judged === null ? {} : { metrics: judged.metrics }),
    summary,
    result: await encodeJson(trials),
    trials: summary.tried,
    computeMs: Math.round(performance.now() - startedAt),
  };
}
