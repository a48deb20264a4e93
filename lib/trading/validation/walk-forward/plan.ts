import type { Objective } from "@/lib/trading/optimise/objective";
import type { SearchMethod } from "@/lib/trading/optimise/search";
import type { WindowShape } from "./windows.ts";

/** How the parameters of a window are searched. */
export interface StageSearch {
  readonly method: SearchMethod;
  /** At most so many sets a window. */
  readonly trials: number;
  readonly objective: Objective;
  /** Sets with fewer closed trades in the in-sample part are not taken. */
  readonly minTrades: number;
  readonly range: number;
  readonly steps: number;
  readonly vary?: readonly string[];
  readonly grid?: Readonly<Record<string, readonly unknown[]>>;
}

export interface Stage {
  readonly name: string;
  readonly windows: WindowShape;
  readonly search: StageSearch;
  /**
   * Centre of the ranges. `parameters`: those that the run was given. `previous`: what the stage before chose in its latest window that
   * ended no later than this one's in-sample part, so that no choice leans on data that were out of sample.
   */
  readonly around: "parameters" | "previous";
}

/** What `configs/walkforward.json` holds. Stages run one after another. */
export interface WalkForwardPlan {
  readonly seed: number;
  readonly stages: readonly [Stage, ...Stage[]];
}
