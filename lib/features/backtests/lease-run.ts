import { appendEvent } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";
import { type Outcome, saveOutcome } from "./outcome-repository.ts";
import { limitByPlan } from "./plan.ts";
import { type LeasedRun, leaseNext } from "./queue-repository.ts";
import { settleBatch } from "./settle-batch.ts";

/** Takes the next run for this worker and tells its user that it has begun; null: nobody waits whose turn it could be. */
export async function leaseRun(ctx: Ctx, worker: string): Promise<LeasedRun | null> {
  return ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const run = await leaseNext(tx, now, { worker, runningMax: limitByPlan("running") });
    if (run === null) return null;
    if (run.parentId !== null) await settleBatch(ctx, tx, run.parentId);
    await appendEvent(tx, now, { type: "backtest.changed", backtestId: run.id, userId: run.userId });
    return run;
  });
}

/** Writes down how a run ended and tells its user. Nothing happens when the lease went to another worker: that one will end it. */
export async function endRun(ctx: Ctx, worker: string, run: LeasedRun, outcome: Outcome): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const mine = await saveOutcome(tx, now, { id: run.id, worker }, outcome);
    if (!mine) return;
    if (run.parentId !== null) await settleBatch(ctx, tx, run.parentId);
    await appendEvent(tx, now, { type: "backtest.changed", backtestId: run.id, userId: run.userId });
  });
}
