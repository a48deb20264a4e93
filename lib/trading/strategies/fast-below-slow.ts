import type { ParameterValues } from "./strategy.ts";
import { numberOf } from "./values.ts";

/** A fast line that is not faster than the slow one crosses never, or the wrong way round. */
export function fastBelowSlow(parameters: ParameterValues): string | null {
  const [fast, slow] = [numberOf(parameters, "fast"), numberOf(parameters, "slow")];
  return fast < slow ? null : `fast (${fast}) must be less than slow (${slow})`;
}
