import type { Rules } from "@/lib/trading/engine/rules";
import type { Sign } from "@/lib/trading/engine/state";
import { stepDown, stepUp } from "@/lib/trading/orders/step-size";

/**
 * What a market or stop order pays or gets when the market stands at `base`: slippage and half the spread against us, then to the tick,
 * against us too. `side`: 1 buys, -1 sells.
 */
export function takerPrice(rules: Rules, base: number, side: Sign): number {
  return side > 0 ? stepUp(rules.tick, base + base * rules.against) : stepDown(rules.tick, base - base * rules.against);
}

/** What a resting limit order pays or gets: its price, or the open beyond it. Neither slips; an open off the tick rounds against us. */
export function makerPrice(rules: Rules, base: number, side: Sign): number {
  return side > 0 ? stepUp(rules.tick, base) : stepDown(rules.tick, base);
}
