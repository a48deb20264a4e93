import { addJob } from "@/lib/events/add-job";
import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { type BacktestKind, EVIDENCE_OF, type RunRequest, waitingProgress } from "./backtest.ts";
import { limitsOf } from "./limits-of.ts";
import { prepareRun, type RunWish } from "./prepare-run.ts";
import { insertBacktests, lockStartsOf } from "./repository.ts";
import { withinQuota } from "./within-quota.ts";

/** The doorbell of the queue: whoever hears it takes the next run, which need not be this one. The job is the bell that no restart loses. */
export const NEXT_RUN_JOB = "backtests.next";
/** The same, heard with the commit by every worker that listens: no job has to be taken first. */
export const NEXT_RUN_CHANNEL = "backtests.next";

export interface Started {
  readonly id: string;
  readonly status: "QUEUED";
}

/** Puts one run of a built-in strategy over stored candles into the queue. */
export async function startBacktest(
  ctx: Ctx,
  actor: Actor,
  wish: RunWish,
): Promise<Result<Started, "invalid" | "rate_limited">> {
  const prepared = await prepareRun(ctx, wish, await limitsOf(ctx.db, actor.userId));
  if (!prepared.ok) return prepared;
  const { request, bars } = prepared.value;
  return queueOne(ctx, actor, { kind: "RUN", request, unit: "bars", total: bars, work: bars, trials: 1 });
}

/** Inserts one row and rings, within the plan. */
export async function queueOne(
  ctx: Ctx,
  { userId }: Actor,
  made: {
    kind: BacktestKind;
    request: RunRequest;
    unit: "bars" | "trials";
    total: number;
    work: number;
    trials: number;
  },
): Promise<Result<Started, "rate_limited">> {
  const { kind, request, unit, total, work, trials } = made;
  return ctx.db.transaction(async (tx) => {
    await lockStartsOf(tx, userId);
    const allowed = await withinQuota(tx, ctx.clock.now(), userId, 1);
    if (!allowed.ok) return allowed;
    const id = ctx.ids.make("backtest");
    const progress = waitingProgress(unit, total);
    const row = {
      id,
      userId,
      kind,
      parentId: null,
      place: 0,
      evidenceClass: EVIDENCE_OF[kind],
      request,
      progress,
      work,
      trials,
    };
    await insertBacktests(tx, ctx.clock.now(), [row]);
    await ring(ctx, tx, userId, [id]);
    return done({ id, status: "QUEUED" as const });
  });
}

/** Tells the queue and the user's open pages, with the transaction's commit. */
export async function ring(ctx: Pick<Ctx, "clock">, tx: Tx, userId: string, ids: readonly string[]): Promise<void> {
  await addJob(tx, NEXT_RUN_JOB, {}, { key: NEXT_RUN_JOB });
  await tx.$executeRaw`SELECT pg_notify(${NEXT_RUN_CHANNEL}, '')`;
  const events = ids.map((backtestId) => ({ type: "backtest.changed" as const, backtestId, userId }));
  await appendEvent(tx, ctx.clock.now(), ...events);
}
