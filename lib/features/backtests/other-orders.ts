import type { Ctx } from "@/lib/ports/ctx";
import { type MonteCarlo, monteCarlo } from "@/lib/trading/validation/monte-carlo";
import { keptResultOf } from "./queries.ts";

/** Steps of all orders together: some tens of milliseconds, since a page waits for it. */
const STEPS_MAX = 1_000_000;

/**
 * What other orders of a run's own trades would have given, with bands; null before it is done, for a stranger's, and with fewer than two
 * trades. The run's seed draws them, so that a page shows the same bands each time.
 */
export async function otherOrdersOf(
  ctx: Pick<Ctx, "db">,
  userId: string,
  { id, cash, seed }: { readonly id: string; readonly cash: number; readonly seed: number },
): Promise<MonteCarlo | null> {
  const kept = await keptResultOf(ctx, userId, id);
  if (kept === null || kept.result.trades.length < 2) return null;
  const { pnl, length } = kept.result.trades;
  return monteCarlo({
    results: pnl.subarray(0, length),
    cash,
    compounding: false,
    draws: "shuffle",
    runs: Math.max(100, Math.min(500, Math.floor(STEPS_MAX / length))),
    seed,
  });
}
