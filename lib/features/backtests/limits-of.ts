import { planOf } from "@/lib/features/accounts/queries";
import type { Tx } from "@/lib/ports/ctx";
import { BACKTEST_LIMITS, type BacktestLimits } from "./plan.ts";

/** The limits of a user's plan, as it is now. */
export async function limitsOf(db: Pick<Tx, "user">, userId: string): Promise<BacktestLimits> {
  return BACKTEST_LIMITS[await planOf(db, userId)];
}
