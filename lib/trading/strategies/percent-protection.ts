import type { SignalStrategy } from "./strategy.ts";
import { numberOf } from "./values.ts";

/** Stop and target at `stopPct` and `targetPct` percent from the close that decided the entry; 0: none. */
export const PERCENT_PROTECTION: NonNullable<SignalStrategy["protect"]> = {
  stop({ bars }, parameters, i, side) {
    const part = numberOf(parameters, "stopPct") / 100;
    if (part === 0) return Number.NaN;
    return (bars.close[i] ?? Number.NaN) * (side === "long" ? 1 - part : 1 + part);
  },
  target({ bars }, parameters, i, side) {
    const part = numberOf(parameters, "targetPct") / 100;
    if (part === 0) return Number.NaN;
    return (bars.close[i] ?? Number.NaN) * (side === "long" ? 1 + part : 1 - part);
  },
};
