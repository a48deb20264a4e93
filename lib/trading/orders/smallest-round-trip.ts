import { type Dec, dec } from "@/lib/kernel/decimal";
import { type Instrument, toStep } from "../market/instrument.ts";

/**
 * The smallest amount to buy that can be sold again at `stop`: what is left of it after a fee taken in coin, rounded down to the lot, is still worth the
 * exchange's smallest order, and `least` (quote units). To the lot, up.
 */
export function smallestRoundTrip(
  { lot, minNotional, takerBps }: Pick<Instrument, "lot" | "minNotional" | "takerBps">,
  stop: Dec,
  least: Dec,
): Dec {
  const worth = minNotional.gt(least) ? minNotional : least;
  const sold = toStep(worth.div(stop), lot, "up");
  const kept = dec(1).minus(takerBps.div(10_000));
  return toStep((sold.isZero() ? lot : sold).div(kept), lot, "up");
}
