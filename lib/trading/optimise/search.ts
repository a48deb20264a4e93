import { invariant } from "@/lib/kernel/errors";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { drawer, shuffleSets } from "./draw-sets.ts";
import { type FigureColumns, figuresAt, type Objective, scoreOf } from "./objective.ts";
import { type Check, type ParameterSpace, parametersAt, spaceSize, usableSets } from "./space.ts";
import { proposeRound, ROUND_SIZE } from "./tpe.ts";
import { byScore, type Trial, type TriedSet } from "./trial.ts";

/** All sets in order · drawn by chance · led by what was found so far (tpe.ts). */
export const SEARCH_METHODS = ["grid", "random", "sequential"] as const;
export type SearchMethod = (typeof SEARCH_METHODS)[number];

export interface SearchPlan {
  readonly method: SearchMethod;
  /** At most so many sets are tried. */
  readonly trials: number;
  readonly objective: Objective;
  /** Sets with fewer closed trades have no score. */
  readonly minTrades: number;
  readonly seed: number;
}

/** All that a search knows, as plain JSON: a worker that starts again goes on from here. */
export interface SearchState {
  readonly plan: SearchPlan;
  readonly space: ParameterSpace;
  readonly tried: readonly TriedSet[];
}

/** A search that asks and is told. It evaluates nothing, so its batches may be computed anywhere, in any order. */
export interface Search {
  /** Sets that it will try, known before the first one. A sequential search in a huge space may end earlier. */
  readonly total: number;
  readonly triedCount: number;
  /** Sets to evaluate next, each once; none while all that is left waits for answers, or when it is done. */
  ask(max: number): readonly Trial[];
  /** Figures of sets that were asked for, a row each. A set told twice keeps its first figures. */
  tell(trials: readonly Trial[], figures: FigureColumns): void;
  isDone(): boolean;
  /** Tried sets, best first; without a score last. */
  ranking(): readonly TriedSet[];
  best(): TriedSet | null;
  state(): SearchState;
}

/** Counts the sets and starts. Refused: no usable set (`empty`), or more sets in a grid than trials (`too_many`). */
export function startSearch(
  space: ParameterSpace,
  plan: SearchPlan,
  check?: Check,
): Result<Search, "empty" | "too_many" | "invalid"> {
  const { trials, minTrades } = plan;
  if (!(Number.isSafeInteger(trials) && trials >= 1)) return refuse("invalid", "trials is a whole number, 1 or more");
  if (!(Number.isSafeInteger(minTrades) && minTrades >= 0))
    return refuse("invalid", "minTrades is a whole number, 0 or more");
  const usable = usableSets(space, check);
  const count = usable?.length ?? spaceSize(space);
  if (count === 0) return refuse("empty", "No combination of these values fits together; widen the ranges.");
  if (plan.method === "grid" && (usable === null || count > trials)) {
    return refuse(
      "too_many",
      `The grid has ${count.toLocaleString("en-US")} combinations and the limit is ${trials.toLocaleString("en-US")} trials: take fewer steps, more trials, or a random or sequential search.`,
    );
  }
  return done(searchIn({ plan, space, tried: [] }, check, usable));
}

/** Goes on where the state was taken: sets that were asked for but not told are asked for again. */
export function resumeSearch(state: SearchState, check?: Check): Search {
  return searchIn(state, check, usableSets(state.space, check));
}

function searchIn(state: SearchState, check: Check | undefined, usable: Float64Array | null): Search {
  const { plan, space, tried: before } = state;
  const tried = new Map(before.map((set) => [set.index, set]));
  const asked = new Set<number>();
  const total = Math.min(plan.trials, usable?.length ?? spaceSize(space));
  const isSequential = plan.method === "sequential" && total < (usable?.length ?? Number.POSITIVE_INFINITY);
  const startup = Math.max(ROUND_SIZE, Math.min(Math.ceil(plan.trials / 4), 5 * ROUND_SIZE));
  let round = 0;
  /** Sets of earlier rounds, best first. */
  const ranked: TriedSet[] = [];
  const proposed = new Set<number>();
  // A budget that covers every set needs no guide and no dice.
  const draw = plan.method === "random" && usable === null ? drawer(space, check, total, plan.seed) : () => null;
  let queue = firstQueue();
  /** Places in the queue: of the next to be asked for, and of the first that is not known to be tried. */
  let next = 0;
  let settled = 0;
  let best = before.reduce<TriedSet | null>(betterOf, null);

  function firstQueue(): number[] {
    if (isSequential) return propose();
    if (usable === null) return [];
    return plan.method === "random" ? shuffleSets(usable, total, plan.seed) : [...usable.subarray(0, total)];
  }
  /** Whether the queue reaches so far, after a draw if need be. */
  function reaches(place: number): boolean {
    if (place < queue.length) return true;
    const drawn = draw();
    if (drawn !== null) queue.push(drawn);
    return drawn !== null;
  }
  function propose(): number[] {
    const count = Math.min(ROUND_SIZE, total - ranked.length);
    return count > 0 ? proposeRound(space, check, ranked, proposed, { seed: plan.seed, round, count, startup }) : [];
  }
  /** Opens the next round once every set of this one is told. */
  function advance(): void {
    while (isSequential && queue.length > 0) {
      const answers = queue.flatMap((index) => tried.get(index) ?? []);
      if (answers.length < queue.length) return;
      for (const set of answers) ranked.splice(placeIn(ranked, set), 0, set);
      round += 1;
      queue = propose();
      next = 0;
      settled = 0;
    }
  }
  advance();

  return {
    total,
    get triedCount() {
      return tried.size;
    },
    ask(max) {
      const batch: Trial[] = [];
      for (; batch.length < max && reaches(next); next += 1) {
        const index = queue[next] ?? 0;
        if (tried.has(index) || asked.has(index)) continue;
        asked.add(index);
        batch.push({ index, parameters: parametersAt(space, index) });
      }
      return batch;
    },
    tell(trials, figures) {
      for (const [row, { index }] of trials.entries()) {
        invariant(asked.has(index), `nobody asked for set ${index}`);
        if (tried.has(index)) continue;
        const found = figuresAt(figures, row);
        const set = { index, figures: found, score: scoreOf(found, plan.objective, plan.minTrades) };
        tried.set(index, set);
        best = betterOf(best, set);
      }
      advance();
    },
    isDone() {
      while (reaches(settled) && tried.has(queue[settled] ?? 0)) settled += 1;
      return settled === queue.length;
    },
    ranking: () => [...tried.values()].sort(byScore),
    best: () => best,
    state: () => ({ plan, space, tried: [...tried.values()] }),
  };
}

function betterOf(best: TriedSet | null, set: TriedSet): TriedSet {
  return best === null || byScore(set, best) < 0 ? set : best;
}

/** Where a set belongs in a ranking. */
function placeIn(ranked: readonly TriedSet[], set: TriedSet): number {
  let [low, high] = [0, ranked.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = ranked[middle];
    if (other !== undefined && byScore(other, set) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
