import type { StageReport } from "@/lib/trading/validation/walk-forward/stage-report";
import type { WalkSummary } from "./search.ts";

/** The stages as rows. Their curves stay behind: that of the last one is kept as the result, and the others explain how it came about. */
export function walkSummary(stages: readonly StageReport[]): WalkSummary {
  return {
    stages: stages.map(({ stitched: _curve, ...stage }) => stage),
    tried: stages.reduce((sum, { trials }) => sum + trials, 0),
  };
}
