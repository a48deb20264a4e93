import { AppError } from "@/lib/kernel/errors";
import type { RunSettings } from "../engine/settings.ts";
import type { Bars } from "../market/bars.ts";

/**
 * A tick above the price is not that market's: a sale would round down to nothing, a purchase up to many times its price.
 * @throws AppError "invalid" that names tick and price
 */
export function refuseCoarseTick({ low, length }: Bars, { tick }: Pick<RunSettings, "tick">): void {
  if (tick === 0) return;
  let lowest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < length; row += 1) lowest = Math.min(lowest, low[row] ?? lowest);
  if (lowest >= tick) return;
  const fault = `tick must be at most the lowest price of the bars, ${lowest}, not ${tick}`;
  throw new AppError("invalid", fault, { fieldErrors: { tick: [fault] } });
}
