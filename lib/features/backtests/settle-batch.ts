import { appendEvent } from "@/lib/events/outbox";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { type BacktestProgress, isFinal, type RunStatus } from "./backtest.ts";
import { lockBatch, updateBatch } from "./batch-repository.ts";

/** Brings a batch up to what its runs have come to. Called in the transaction that changed a run; safe to call at any time. */
export async function settleBatch(ctx: Pick<Ctx, "clock">, tx: Tx, batchId: string): Promise<void> {
  const batch = await lockBatch(tx, batchId);
  if (batch === null || isFinal(batch.status)) return;
  const now = ctx.clock.now();
  const status = batchStatus(batch.counts);
  const { QUEUED, RUNNING, DONE, FAILED, CANCELLED } = batch.counts;
  const progress: BacktestProgress = {
    phase: isFinal(status) ? "DONE" : status === "QUEUED" ? "QUEUED" : "RUNNING",
    unit: "runs",
    done: DONE + FAILED + CANCELLED,
    total: QUEUED + RUNNING + DONE + FAILED + CANCELLED,
    at: null,
    secondsLeft: null,
    preview: [],
    best: null,
  };
  const times = {
    ...(status === "RUNNING" && batch.status === "QUEUED" ? { startedAt: now } : {}),
    ...(isFinal(status) ? { finishedAt: now } : {}),
  };
  await updateBatch(tx, batchId, { status, progress, ...times });
  await appendEvent(tx, now, { type: "backtest.changed", backtestId: batchId, userId: batch.userId });
}

/** A batch has failed only when none of its runs came through; which of them failed stands in its table. */
function batchStatus({ QUEUED, RUNNING, DONE, FAILED }: Readonly<Record<RunStatus, number>>): RunStatus {
  if (QUEUED + RUNNING > 0) return RUNNING + DONE + FAILED > 0 ? "RUNNING" : "QUEUED";
  if (DONE > 0) return "DONE";
  return FAILED > 0 ? "FAILED" : "CANCELLED";
}
