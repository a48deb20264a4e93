import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { isFinal, type RunStatus } from "./backtest.ts";
import { lockOwn, requestCancel } from "./repository.ts";
import { settleBatch } from "./settle-batch.ts";

/**
 * Ends a run: one that waits at once, one that computes within a second (its worker sees the wish). A batch ends with all of its runs. What
 * has ended already stays as it is, so that a second press is no fault.
 */
export async function cancelBacktest(
  ctx: Ctx,
  { userId }: Actor,
  id: string,
): Promise<Result<{ readonly id: string; readonly status: RunStatus }, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const row = await lockOwn(tx, userId, id);
    if (row === null) return refuse("not_found");
    if (isFinal(row.status)) return done({ id, status: row.status });
    await requestCancel(tx, ctx.clock.now(), row.kind === "BATCH" ? { parentId: id } : { id });
    if (row.kind === "BATCH") await settleBatch(ctx, tx, id);
    else if (row.parentId !== null) await settleBatch(ctx, tx, row.parentId);
    await appendEvent(tx, ctx.clock.now(), { type: "backtest.changed", backtestId: id, userId });
    const after = await lockOwn(tx, userId, id);
    return done({ id, status: after?.status ?? row.status });
  });
}
