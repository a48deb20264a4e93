import type { Ctx } from "@/lib/ports/ctx";
import { DEFAULT_SETTINGS } from "@/lib/trading/engine/settings";
import type { Sizing } from "@/lib/trading/orders/order";
import { type MonteCarlo, monteCarlo, relativeResults } from "@/lib/trading/validation/monte-carlo";
import { keptResultOf } from "./queries.ts";

/** Steps of all orders together: some tens of milliseconds, since a page waits for it. */
const STEPS_MAX = 1_000_000;

/**
 * What other orders of a run's own trades would have given, with bands; null before it is done, for a stranger's, and with fewer than two
 * trades. The run's seed draws them, so that a page shows the same bands each time. Where the size of an entry follows the equity, a trade
 * counts as the part of the equity that it brought: an early loss of the last, largest trade's money would be one that nobody could make.
 */
export async function otherOrdersOf(
  ctx: Pick<Ctx, "db">,
  userId: string,
  {
    id,
    cash,
    seed,
    sizing = DEFAULT_SETTINGS.sizing.type,
  }: {
    readonly id: string;
    readonly cash: number;
    readonly seed: number;
    /** How the run sized its entries. */
    readonly sizing?: Sizing["type"];
  },
): Promise<MonteCarlo | null> {
  const kept = await keptResultOf(ctx, userId, id);
  if (kept === null || kept.result.trades.length < 2) return null;
  const { pnl, length } = kept.result.trades;
  const money = pnl.subarray(0, length);
  const compounding = sizing === "equityPct" || sizing === "riskPct";
  return monteCarlo({
    results: compounding ? relativeResults(money, cash) : money,
    cash,
    compounding,
    draws: "shuffle",
    runs: Math.max(100, Math.min(500, Math.floor(STEPS_MAX / length))),
    seed,
  });
}
