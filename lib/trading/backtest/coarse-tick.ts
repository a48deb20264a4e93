import { AppError } from "@/lib/kernel/errors";
import type { RunSettings } from "../engine/settings.ts";
import { tickFault } from "../engine/settings-faults.ts";
import type { Bars } from "../market/bars.ts";

/** @throws AppError "invalid" that names tick and price */
export function refuseCoarseTick({ low, length }: Bars, { tick }: Pick<RunSettings, "tick">): void {
  if (tick === 0) return;
  let lowest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < length; row += 1) lowest = Math.min(lowest, low[row] ?? lowest);
  const fault = tickFault(lowest, tick);
  if (fault !== null) throw new AppError("invalid", fault, { fieldErrors: { tick: [fault] } });
}
