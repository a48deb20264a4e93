import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Side } from "../market/quote.ts";

/** Maintenance margin to reckon with, and what a forced close takes on top: at large coins both are less. */
const MAINTENANCE = dec("0.01");

/**
 * The leverage of a swap, in whole numbers up to `wanted`, at which its stop comes before the exchange closes the position by force, where its own margin
 * alone answers for it (isolated): 1/L has to exceed the distance to the stop and the maintenance margin there. Lower leverage binds more money and changes
 * neither amount nor risk.
 */
export function leverageForStop(
  wanted: Dec,
  entry: { readonly side: Side; readonly price: Dec; readonly stopLoss: Dec },
): Dec {
  const { side, price, stopLoss } = entry;
  const distance = side === "LONG" ? price.minus(stopLoss) : stopLoss.minus(price);
  const most = price.div(distance.plus(stopLoss.times(MAINTENANCE))).floor();
  if (most.lt(1)) return dec(1);
  return wanted.lt(most) ? wanted : most;
}
