import { type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { dailyEquity } from "@/lib/trading/stats/days";
import { COMPARED_MAX, type Comparison, compareRuns } from "@/lib/trading/validation/comparison/compare-runs";
import { type BacktestRow, keptResultOf, rowsByIds } from "./queries.ts";

export interface ComparedView {
  readonly rows: readonly BacktestRow[];
  readonly comparison: Comparison;
}

/** Two to four finished runs of one's own over the days that all of them have. Others' ids count as absent. */
export async function comparisonOf(
  ctx: Pick<Ctx, "db">,
  userId: string,
  ids: readonly string[],
): Promise<Result<ComparedView, "count" | "no_shared_period" | "nothing_left">> {
  const rows: BacktestRow[] = [];
  const runs = [];
  for (const row of await rowsByIds(ctx, userId, ids)) {
    const kept = await keptResultOf(ctx, userId, row.id);
    if (kept === null) continue;
    rows.push(row);
    runs.push({ name: row.id, ...dailyEquity(kept.time, kept.result.equity) });
  }
  if (runs.length < 2) return refuse("count", `Choose two to ${COMPARED_MAX} finished runs to compare.`);
  const compared = compareRuns(runs);
  return compared.ok ? { ok: true, value: { rows, comparison: compared.value } } : compared;
}
