import type { Objective } from "@/lib/trading/optimise/objective";
import type { Robustness } from "@/lib/trading/optimise/robustness";
import type { SearchMethod, SearchPlan } from "@/lib/trading/optimise/search";
import type { ParameterSpace } from "@/lib/trading/optimise/space";
import type { TriedSet } from "@/lib/trading/optimise/trial";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import type { SearchVerdict } from "@/lib/trading/validation/judge-search";
import type { Luck } from "@/lib/trading/validation/luck";
import type { WalkForwardPlan } from "@/lib/trading/validation/walk-forward/plan";
import type { StageReport } from "@/lib/trading/validation/walk-forward/stage-report";
import type { RunRequest } from "./backtest.ts";

/** A run's request with what is searched. Its parameters are the centre of the ranges. */
export interface SearchRequest extends RunRequest {
  readonly space: ParameterSpace;
  readonly plan: SearchPlan;
}

/** The head of an optimisation: what was found, and what to think of it. */
export interface OptimisationSummary {
  readonly method: SearchMethod;
  readonly objective: Objective;
  readonly minTrades: number;
  /** Sets tried, and sets that were to be. */
  readonly tried: number;
  readonly total: number;
  /** Null when no set reached the minimum of trades. */
  readonly best: {
    readonly parameters: ParameterValues;
    readonly score: number;
    readonly robustness: Robustness;
  } | null;
  /** Probability of backtest overfitting, 0 to 1. */
  readonly pbo: number | null;
  readonly lossProbability: number | null;
  readonly deflatedSharpe: number | null;
  /** The warning that stands beside the best set. */
  readonly luck: Luck;
  /** What it rests on; null without a best set. */
  readonly verdict: SearchVerdict | null;
}

/** All trials, best first: what heat map and table are drawn from. */
export interface KeptTrials {
  readonly space: ParameterSpace;
  readonly objective: Objective;
  readonly tried: readonly TriedSet[];
}

/** A run's request with the stages of a walk-forward. Its parameters are the centre of the ranges. */
export interface WalkRequest extends RunRequest {
  readonly walk: WalkForwardPlan;
}

/** The head of a walk-forward: its stages without their curves. Trades and equity of the last stage are the result. */
export interface WalkSummary {
  readonly stages: readonly Omit<StageReport, "stitched">[];
  /** Sets tried in all windows of all stages. */
  readonly tried: number;
}
