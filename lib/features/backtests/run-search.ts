import type { Compute, StrategyRef } from "@/lib/ports/compute";
import type { RunSettings } from "@/lib/trading/engine/settings";
import type { Bars } from "@/lib/trading/market/bars";
import type { Search } from "@/lib/trading/optimise/search";
import { firstToEnd } from "./first-to-end.ts";
import type { SearchMemory } from "./search-memory.ts";
import { giveSharedColumns, takeSharedColumns } from "./shared-columns.ts";

/** What a search runs over. */
export interface SearchGround {
  readonly bars: Bars;
  /** Names these very bars. */
  readonly barsKey: string;
  readonly strategy: StrategyRef;
  readonly settings: RunSettings;
}

export interface SearchOptions {
  /** Whose turn it takes at the threads. */
  readonly turn: string;
  readonly stop: AbortSignal;
  /** After each part, when its figures are told. */
  readonly onTold?: () => void;
}

/** Bars of a part before the pace is known, and at least: some milliseconds, so that the first trial is seen at once. */
const PART_BARS = 200_000;
const PART_SETS_MAX = 64;
/** How long a part takes once it is: long beside the handing over, short enough that users take turns often. */
const PART_MS = 30;

/**
 * Lets threads evaluate what the search asks for until it is done, a part for each thread and one more in line. What it finds does not
 * depend on how many threads there are or which was faster.
 * @throws what Compute.do throws
 */
export async function runSearch(
  compute: Compute,
  ground: SearchGround,
  search: Search,
  memory: SearchMemory,
  { turn, stop, onTold }: SearchOptions,
): Promise<void> {
  const least = Math.max(1, Math.min(PART_SETS_MAX, Math.floor(PART_BARS / ground.bars.length)));
  let size = least;
  const shared = takeSharedColumns(compute, ground.bars.length);
  const underWay = new Set<Promise<void>>();
  while (!search.isDone()) {
    while (underWay.size < compute.threads + 1) {
      // The last sets are shared out, so that no thread is left with a long part while the others are done.
      const left = search.total - search.triedCount;
      const trials = search.ask(Math.max(1, Math.min(size, Math.ceil(left / (2 * compute.threads)))));
      if (trials.length === 0) break;
      const askedAt = performance.now();
      const part = compute
        .do("sweep", { ...ground, shared, sets: trials.map(({ parameters }) => parameters) }, { turn, stop })
        .then((answer) => {
          search.tell(trials, answer.figures);
          memory.keep(trials, answer);
          // a part that waited for others' turns took longer, and the next is shorter: the more who wait, the oftener they take turns
          const atPace = Math.floor((trials.length * PART_MS) / (performance.now() - askedAt));
          size = Math.max(least, Math.min(PART_SETS_MAX, atPace));
          underWay.delete(part);
          onTold?.();
        });
      underWay.add(part);
    }
    if (underWay.size === 0) break;
    await firstToEnd(underWay, stop);
  }
  if (underWay.size === 0) giveSharedColumns(compute, shared);
}
