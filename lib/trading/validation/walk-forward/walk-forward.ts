import { invariant } from "@/lib/kernel/errors";
import { seedOf } from "@/lib/kernel/random";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { RunResult } from "@/lib/trading/backtest/result";
import { makeSpace } from "@/lib/trading/optimise/make-space";
import { type SearchPlan, startSearch } from "@/lib/trading/optimise/search";
import { type Check, type ParameterSpace, parametersAt, spaceSize } from "@/lib/trading/optimise/space";
import type { TriedSet } from "@/lib/trading/optimise/trial";
import type { ParameterTable, ParameterValues } from "@/lib/trading/strategies/strategy";
import type { Stage, WalkForwardPlan } from "./plan.ts";
import type { WindowRun } from "./run-window.ts";
import { type StageReport, stageReport } from "./stage-report.ts";
import { type Window, windowsOf } from "./windows.ts";

/** What one walk-forward is about. The same setup must be given again to go on from a state. */
export interface WalkForwardSetup {
  readonly plan: WalkForwardPlan;
  readonly table: ParameterTable;
  readonly check?: Check | undefined;
  /** Centre of the ranges; what is left out is at its default. */
  readonly parameters: ParameterValues;
  /** Open times of the bars. */
  readonly time: Float64Array;
  readonly barMs: number;
  readonly cash: number;
}

/** Search the parameters of one window on its bars [from, to): `startSearch(space, plan, check)` over `sliceBars(bars, from, to)`. */
export interface OptimiseTask {
  readonly kind: "optimise";
  readonly stage: number;
  readonly window: number;
  readonly from: number;
  readonly to: number;
  readonly space: ParameterSpace;
  readonly plan: SearchPlan;
}

/** Run what was found on bars that nobody has looked at: `runWindow(bars, strategy, task, settings)`. */
export interface RunTask extends WindowRun {
  readonly kind: "run";
  readonly stage: number;
  readonly window: number;
}

export type WalkForwardTask = OptimiseTask | RunTask;

/** What a window's search came to: its best set with a score, if any, and how many sets were tried. */
export interface Choice {
  readonly best: TriedSet | null;
  readonly parameters: ParameterValues | null;
  readonly trials: number;
}

/** Choices made so far, by stage and window, as plain JSON. Runs are quick and are done again. */
export interface WalkForwardState {
  readonly choices: readonly (readonly (Choice | null)[])[];
}

export interface WalkForward {
  /** Windows of each stage. */
  readonly windows: readonly (readonly Window[])[];
  /** Sets that all searches together may try, at most: known before the first one. */
  readonly trialsMax: number;
  /** Tasks that can be done now, in any order and side by side, each handed out once. None while all that is left waits for answers. */
  ask(): readonly WalkForwardTask[];
  tellChoice(task: OptimiseTask, best: TriedSet | null, trials: number): void;
  tellRun(task: RunTask, result: RunResult): void;
  isDone(): boolean;
  /** Stages that are finished. */
  report(): readonly StageReport[];
  state(): WalkForwardState;
}

/** Cuts the windows, counts the trials and checks what can be checked before anything runs. Faults are told at their path. */
export function startWalkForward(setup: WalkForwardSetup, saved?: WalkForwardState): Result<WalkForward, "invalid"> {
  const faults: Record<string, readonly string[]> = {};
  const windows: (readonly Window[])[] = [];
  let trialsMax = 0;
  for (const [n, stage] of setup.plan.stages.entries()) {
    const cut = windowsOf(setup.time, setup.barMs, stage.windows);
    if (!cut.ok) faults[`stages[${n}].windows`] = [cut.detail ?? cut.reason];
    windows.push(cut.ok ? cut.value : []);
    const space = makeSpace(setup.table, { ...stage.search, around: setup.parameters });
    if (!space.ok) {
      for (const [path, texts] of Object.entries(space.fieldErrors ?? {})) {
        faults[path.startsWith("around.") ? `parameters.${path.slice(7)}` : `stages[${n}].search.${path}`] = texts;
      }
      continue;
    }
    const search = startSearch(space.value, searchPlan(setup.plan.seed, stage, n, 0), setup.check);
    if (!search.ok) faults[`stages[${n}].search`] = [search.detail ?? search.reason];
    trialsMax += Math.min(stage.search.trials, spaceSize(space.value)) * (cut.ok ? cut.value.length : 0);
  }
  if (Object.keys(faults).length > 0) {
    return refuse(
      "invalid",
      Object.entries(faults)
        .map(([path, texts]) => `${path}: ${texts.join(", ")}`)
        .join("; "),
      faults,
    );
  }
  return done(walkForward(setup, windows, trialsMax, saved));
}

function walkForward(
  setup: WalkForwardSetup,
  windows: readonly (readonly Window[])[],
  trialsMax: number,
  saved: WalkForwardState | undefined,
): WalkForward {
  const { plan, table, check, time, barMs, cash } = setup;
  const choices = windows.map((of, s) => of.map((_, w): Choice | null => saved?.choices[s]?.[w] ?? null));
  const results = windows.map((of) => of.map((): RunResult | null => null));
  const handedOut = new Set<string>();
  let current = 0;

  /** The stage's next run, or null: a window starts with what the one before it left. */
  function nextRun(s: number): RunTask | null {
    let money = cash;
    for (const [w, { inFrom, outFrom, outTo }] of (windows[s] ?? []).entries()) {
      const choice = choices[s]?.[w];
      if (choice === null || choice === undefined) return null;
      const result = results[s]?.[w];
      if (result) money = result.equity.at(-1) ?? money;
      else if (choice.parameters !== null && money > 0) {
        return {
          kind: "run",
          stage: s,
          window: w,
          warmFrom: inFrom,
          from: outFrom,
          to: outTo,
          parameters: choice.parameters,
          cash: money,
        };
      }
    }
    return null;
  }

  function optimiseTask(s: number, w: number, { inFrom, inTo }: Window): OptimiseTask {
    const stage = plan.stages[s];
    invariant(stage !== undefined, `no stage ${s}`);
    const space = makeSpace(table, {
      ...stage.search,
      around: stage.around === "previous" ? centreBefore(s, inTo) : setup.parameters,
    });
    invariant(space.ok, "a search that was checked at the start");
    const search = searchPlan(plan.seed, stage, s, w);
    // Around another centre the grid may have more sets than trials: then it is searched, not refused half way.
    const started = startSearch(space.value, search, check);
    const fitting =
      !started.ok && started.reason === "too_many" ? ({ ...search, method: "sequential" } as const) : search;
    return { kind: "optimise", stage: s, window: w, from: inFrom, to: inTo, space: space.value, plan: fitting };
  }

  /** What the stage before chose last without having seen a bar from `inTo` on. */
  function centreBefore(s: number, inTo: number): ParameterValues {
    const known = (windows[s - 1] ?? []).flatMap((window, w) => {
      const parameters = choices[s - 1]?.[w]?.parameters;
      return window.inTo <= inTo && parameters ? [parameters] : [];
    });
    return known.at(-1) ?? setup.parameters;
  }

  const isChosen = (s: number): boolean => (choices[s] ?? []).every((choice) => choice !== null);
  const isStageDone = (s: number): boolean => isChosen(s) && nextRun(s) === null;

  return {
    windows,
    trialsMax,
    ask() {
      while (current < windows.length && isStageDone(current)) current += 1;
      const tasks: WalkForwardTask[] = [];
      for (const [w, window] of (windows[current] ?? []).entries()) {
        if (choices[current]?.[w] === null) tasks.push(optimiseTask(current, w, window));
      }
      const run = nextRun(current);
      if (run !== null) tasks.push(run);
      const fresh = tasks.filter((task) => !handedOut.has(keyOf(task)));
      for (const task of fresh) handedOut.add(keyOf(task));
      return fresh;
    },
    tellChoice(task, best, trials) {
      invariant(handedOut.has(keyOf(task)), `nobody asked for ${keyOf(task)}`);
      const chosen = best === null || best.score === null ? null : best;
      const parameters = chosen === null ? null : parametersAt(task.space, chosen.index);
      const row = choices[task.stage];
      if (row !== undefined) row[task.window] = { best: chosen, parameters, trials };
    },
    tellRun(task, result) {
      invariant(handedOut.has(keyOf(task)), `nobody asked for ${keyOf(task)}`);
      invariant(result.equity.length === task.to - task.from, "a run covers its window");
      const row = results[task.stage];
      if (row !== undefined) row[task.window] = result;
    },
    isDone: () => windows.every((_, s) => isStageDone(s)),
    report: () =>
      plan.stages.flatMap((stage, s) =>
        isStageDone(s)
          ? [
              stageReport({
                name: stage.name,
                windows: windows[s] ?? [],
                choices: choices[s] ?? [],
                results: results[s] ?? [],
                time,
                barMs,
                cash,
              }),
            ]
          : [],
      ),
    state: () => ({ choices }),
  };
}

function searchPlan(seed: number, { search }: Stage, stage: number, window: number): SearchPlan {
  const { method, trials, objective, minTrades } = search;
  return { method, trials, objective, minTrades, seed: seedOf(seedOf(seed, stage), window) };
}

function keyOf({ kind, stage, window }: WalkForwardTask): string {
  return `${kind} ${stage}.${window}`;
}
