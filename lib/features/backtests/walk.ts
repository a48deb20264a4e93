import type { Compute } from "@/lib/ports/compute";
import { sliceBars } from "@/lib/trading/market/bars";
import { resumeSearch } from "@/lib/trading/optimise/search";
import { type Check, parametersAt } from "@/lib/trading/optimise/space";
import type { TriedSet } from "@/lib/trading/optimise/trial";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import type {
  OptimiseTask,
  WalkForward,
  WalkForwardState,
  WalkForwardTask,
} from "@/lib/trading/validation/walk-forward/walk-forward";
import { firstToEnd } from "./first-to-end.ts";
import { runSearch, type SearchGround } from "./run-search.ts";
import { SearchMemory } from "./search-memory.ts";

export interface WalkOptions {
  readonly turn: string;
  readonly stop: AbortSignal;
  onTold(told: { tried: number; best: { value: number; parameters: ParameterValues } | null }): void;
  /** After each window's choice, with all that a second start needs. */
  onSave?(state: WalkForwardState): void;
}

/** Searches of windows beside each other: one computes while the other's last part ends. */
const TOGETHER = 2;

/**
 * Does what the walk-forward asks for until it is done: each window's search, then its run out of sample. What was chosen before (it goes on
 * from a state) counts as tried. @throws what Compute.do throws
 */
export async function walk(
  compute: Compute,
  ground: SearchGround,
  walking: WalkForward,
  check: Check | undefined,
  { turn, stop, onTold, onSave }: WalkOptions,
): Promise<void> {
  const triedIn = new Map<string, number>();
  for (const [s, row] of walking.state().choices.entries())
    for (const [w, choice] of row.entries()) if (choice !== null) triedIn.set(`${s}.${w}`, choice.trials);
  const tried = (): number => [...triedIn.values()].reduce((sum, count) => sum + count, 0);

  const optimise = async (task: OptimiseTask): Promise<void> => {
    const search = resumeSearch({ plan: task.plan, space: task.space, tried: [] }, check);
    const bars = sliceBars(ground.bars, task.from, task.to);
    const part = { ...ground, bars, barsKey: `${ground.barsKey} ${task.from} ${task.to}` };
    await runSearch(compute, part, search, new SearchMemory(), {
      turn,
      stop,
      onTold() {
        triedIn.set(`${task.stage}.${task.window}`, search.triedCount);
        onTold({ tried: tried(), best: scored(task, search.best()) });
      },
    });
    walking.tellChoice(task, search.best(), search.triedCount);
    onSave?.(walking.state());
  };
  const work = async (task: WalkForwardTask): Promise<void> => {
    if (task.kind === "optimise") return optimise(task);
    const { bars, strategy, settings } = ground;
    const { result } = await compute.do("window", { bars, strategy, settings, run: task }, { turn, stop });
    walking.tellRun(task, result);
  };

  const line: WalkForwardTask[] = [];
  const underWay = new Set<Promise<void>>();
  for (;;) {
    // A run that can be done goes first: the windows after it wait for its money.
    line.push(...walking.ask());
    line.sort((a, b) => Number(b.kind === "run") - Number(a.kind === "run"));
    while (underWay.size < TOGETHER) {
      const task = line.shift();
      if (task === undefined) break;
      const working = work(task).then(() => {
        underWay.delete(working);
      });
      underWay.add(working);
    }
    if (underWay.size === 0) return;
    await firstToEnd(underWay, stop);
  }
}

function scored(task: OptimiseTask, set: TriedSet | null) {
  return set === null || set.score === null
    ? null
    : { value: set.score, parameters: parametersAt(task.space, set.index) };
}
