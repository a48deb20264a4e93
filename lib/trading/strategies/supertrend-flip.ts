import { supertrend } from "../indicators/supertrend.ts";
import { columnOf } from "./column-of.ts";
import { multiple, period } from "./parameter-kinds.ts";
import { CROSS_BITS } from "./signal-bits.ts";
import type { SignalStrategy } from "./strategy.ts";
import { numberOf } from "./values.ts";

/** Always on the side of the Supertrend, from its first turn on. */
export const supertrendFlip: SignalStrategy = {
  kind: "signals",
  name: "supertrend-flip",
  title: "Supertrend flip",
  description: "Buys when the Supertrend turns up and turns short when it turns down.",
  parameters: {
    period: period("ATR, bars", 10),
    factor: multiple("Distance in ATRs", 3, 0.1),
  },
  studies: (parameters) => ({
    trend: supertrend(numberOf(parameters, "factor"), numberOf(parameters, "period")),
  }),
  signals(columns, _parameters, from, to, out) {
    // Pine: -1 is the way up
    const direction = columnOf(columns, "trend.direction");
    const { up, down } = CROSS_BITS.reverse;
    let before = from > 0 ? (direction[from - 1] ?? Number.NaN) : Number.NaN;
    for (let i = from; i < to; i++) {
      const now = direction[i] ?? Number.NaN;
      out[i] = now < before ? up : now > before ? down : 0;
      before = now;
    }
  },
};
