import type { Compute, JudgeAnswer } from "@/lib/ports/compute";
import { robustnessOf } from "@/lib/trading/optimise/robustness";
import { resumeSearch, type SearchPlan } from "@/lib/trading/optimise/search";
import { type Check, type ParameterSpace, parametersAt } from "@/lib/trading/optimise/space";
import type { TriedSet } from "@/lib/trading/optimise/trial";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import { judgeLuck } from "@/lib/trading/validation/luck";
import { runSearch, type SearchGround, type SearchOptions } from "./run-search.ts";
import type { KeptTrials, OptimisationSummary } from "./search.ts";
import { type SavedSearch, SearchMemory } from "./search-memory.ts";

/** A neighbour is good when it lacks at most this part of the best one's score. */
const GOOD_WITHIN = 0.2;
const SAVE_MS = 5_000;

export interface OptimiseJob {
  readonly ground: SearchGround;
  readonly space: ParameterSpace;
  readonly plan: SearchPlan;
  readonly check: Check | undefined;
  /** Where it stood when its worker ended. */
  readonly saved?: SavedSearch | undefined;
  /** Sets tried on these data before this search. */
  readonly trialsBefore: number;
}

export interface OptimiseOptions extends Omit<SearchOptions, "onTold"> {
  onTold(told: { tried: number; total: number; best: { value: number; parameters: ParameterValues } | null }): void;
  /** Every few seconds, with all that a second start needs. */
  onSave?(saved: SavedSearch): void;
}

export interface Optimised {
  readonly summary: OptimisationSummary;
  readonly trials: KeptTrials;
  /** Of the best set; null when there is none. */
  readonly judged: JudgeAnswer | null;
}

/** Searches, then judges the best set. Goes on where `saved` stood. @throws what Compute.do throws */
export async function optimise(compute: Compute, job: OptimiseJob, options: OptimiseOptions): Promise<Optimised> {
  const { ground, space, plan, check, saved } = job;
  const search = resumeSearch(saved?.search ?? { plan, space, tried: [] }, check);
  const memory = new SearchMemory(saved);
  const scored = (set: TriedSet | null) =>
    set === null || set.score === null ? null : { value: set.score, parameters: parametersAt(space, set.index) };
  let savedAt = performance.now();
  const save = (): void => {
    savedAt = performance.now();
    options.onSave?.(memory.save(search));
  };
  try {
    await runSearch(compute, ground, search, memory, {
      turn: options.turn,
      stop: options.stop,
      onTold() {
        options.onTold({ tried: search.triedCount, total: search.total, best: scored(search.best()) });
        if (performance.now() - savedAt >= SAVE_MS) save();
      },
    });
  } catch (error) {
    // Whoever stops it in order loses nothing; after a kill it goes on from a few seconds earlier.
    save();
    throw error;
  }
  const ranking = search.ranking();
  const [first] = ranking;
  const best = scored(first ?? null);
  const judged =
    best === null
      ? null
      : await compute.do(
          "judge",
          {
            bars: ground.bars,
            strategy: ground.strategy,
            settings: ground.settings,
            best: best.parameters,
            trials: job.trialsBefore + search.triedCount,
            ...memory.columns(),
          },
          { turn: options.turn, stop: options.stop },
        );
  const { method, objective, minTrades } = plan;
  return {
    judged,
    trials: { space, objective, tried: ranking },
    summary: {
      method,
      objective,
      minTrades,
      tried: search.triedCount,
      total: search.total,
      best:
        best === null || first === undefined
          ? null
          : {
              parameters: best.parameters,
              score: best.value,
              robustness: robustnessOf(space, ranking, first, GOOD_WITHIN),
            },
      pbo: judged?.pbo ?? null,
      lossProbability: judged?.lossProbability ?? null,
      deflatedSharpe: judged?.deflatedSharpe ?? null,
      verdict: judged?.verdict ?? null,
      luck: judged?.luck ?? judgeLuck({ trials: search.triedCount, pbo: null, deflatedSharpe: null }),
    },
  };
}
