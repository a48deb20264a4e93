import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { EVIDENCE_OF, waitingProgress } from "./backtest.ts";
import { limitsOf } from "./limits-of.ts";
import { type BatchWish, prepareBatch } from "./prepare-batch.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { insertBacktests, lockStartsOf, type NewBacktest } from "./repository.ts";
import { ring, type Started } from "./start-backtest.ts";
import { withinQuota } from "./within-quota.ts";

export interface StartedBatch extends Started {
  /** Ids of its runs, in the order of symbols and, within one, of timeframes. */
  readonly runs: readonly string[];
}

/** Puts one strategy over several symbols and timeframes into the queue: all of them, or none when one cannot be run. */
export async function startBatch(
  ctx: Ctx,
  { userId }: Actor,
  wish: BatchWish,
): Promise<Result<StartedBatch, "invalid" | "rate_limited">> {
  const checked = await prepareBatch(ctx, wish, await limitsOf(ctx.db, userId));
  if (!checked.ok) return checked;
  const prepared = checked.value;
  return ctx.db.transaction(async (tx) => {
    await lockStartsOf(tx, userId);
    const allowed = await withinQuota(tx, ctx.clock.now(), userId, prepared.length);
    if (!allowed.ok) return allowed;
    const rows = batchRows(ctx, userId, prepared);
    const [parent, ...runs] = rows;
    if (parent === undefined) return refuse("invalid", "A batch needs at least one run.");
    await insertBacktests(tx, ctx.clock.now(), rows);
    await ring(
      ctx,
      tx,
      userId,
      rows.map(({ id }) => id),
    );
    return done({ id: parent.id, status: "QUEUED" as const, runs: runs.map(({ id }) => id) });
  });
}

function batchRows(ctx: Ctx, userId: string, prepared: readonly PreparedRun[]): NewBacktest[] {
  const [first] = prepared;
  if (first === undefined) return [];
  const parentId = ctx.ids.make("backtest");
  const runs = prepared.map(({ request, bars }, place) => ({
    id: ctx.ids.make("backtest"),
    userId,
    kind: "RUN" as const,
    parentId,
    place,
    evidenceClass: EVIDENCE_OF.RUN,
    request,
    progress: waitingProgress("bars", bars),
    work: bars,
    trials: 1,
  }));
  return [
    {
      id: parentId,
      userId,
      kind: "BATCH",
      parentId: null,
      place: 0,
      evidenceClass: EVIDENCE_OF.BATCH,
      request: first.request,
      progress: waitingProgress("runs", runs.length),
      work: runs.reduce((sum, { work }) => sum + work, 0),
      trials: runs.length,
    },
    ...runs,
  ];
}
