import type { UtcMs } from "@/lib/kernel/time";
import { type CandleJob, type CandleJobRequest, type CandleJobState, candleJobRequest } from "./candle-job.ts";
import type { Rows } from "./repository.ts";

export async function insertJob(
  tx: Rows,
  job: { id: string; request: CandleJobRequest; file: Uint8Array<ArrayBuffer> | null; createdBy: string },
  now: UtcMs,
): Promise<void> {
  const { id, request, file, createdBy } = job;
  await tx.candleJob.create({ data: { id, status: "QUEUED", request, file, createdBy, createdAt: new Date(now) } });
}

const SHOWN = {
  id: true,
  status: true,
  request: true,
  done: true,
  total: true,
  message: true,
  createdAt: true,
  finishedAt: true,
  cancelRequestedAt: true,
} as const;

/** The newest jobs, those under way first. */
export async function listJobRows(tx: Rows, limit: number): Promise<CandleJob[]> {
  const underWay = await tx.candleJob.findMany({
    where: { status: { in: ["QUEUED", "RUNNING"] } },
    orderBy: { createdAt: "desc" },
    take: limit,
    select: SHOWN,
  });
  const ended = await tx.candleJob.findMany({
    where: { status: { notIn: ["QUEUED", "RUNNING"] } },
    orderBy: { createdAt: "desc" },
    take: Math.max(0, limit - underWay.length),
    select: SHOWN,
  });
  return [...underWay, ...ended].map(jobOf);
}

/** Takes a job to work on it, its file with it; null when it has ended or never was. One that was left running is taken again. */
export async function claimJob(
  tx: Rows,
  id: string,
  now: UtcMs,
): Promise<{ job: CandleJob; file: Uint8Array | null } | null> {
  const { count } = await tx.candleJob.updateMany({
    where: { id, status: { in: ["QUEUED", "RUNNING"] } },
    data: { status: "RUNNING", startedAt: new Date(now) },
  });
  if (count === 0) return null;
  const row = await tx.candleJob.findUniqueOrThrow({ where: { id }, select: { ...SHOWN, file: true } });
  return { job: jobOf(row), file: row.file };
}

/** Notes how far a job is. @returns whether it is to be broken off */
export async function noteProgress(
  tx: Rows,
  id: string,
  progress: { done: number; total: number; message: string },
): Promise<boolean> {
  const row = await tx.candleJob.update({ where: { id }, data: progress, select: { cancelRequestedAt: true } });
  return row.cancelRequestedAt !== null;
}

/** Ends a job; its file is not kept. */
export async function endJob(
  tx: Rows,
  id: string,
  { status, message }: { status: CandleJobState; message: string },
  now: UtcMs,
): Promise<void> {
  await tx.candleJob.update({ where: { id }, data: { status, message, file: null, finishedAt: new Date(now) } });
}

/** Puts a job back: another worker takes it from the start. */
export async function requeueJob(tx: Rows, id: string): Promise<void> {
  await tx.candleJob.updateMany({ where: { id, status: "RUNNING" }, data: { status: "QUEUED" } });
}

/** @returns the job after it; null when there is no such job or it has ended */
export async function requestCancel(tx: Rows, id: string, now: UtcMs): Promise<CandleJob | null> {
  const at = new Date(now);
  const waiting = await tx.candleJob.updateMany({
    where: { id, status: "QUEUED" },
    data: {
      status: "CANCELLED",
      message: "Cancelled before it began.",
      file: null,
      finishedAt: at,
      cancelRequestedAt: at,
    },
  });
  const running = await tx.candleJob.updateMany({
    where: { id, status: "RUNNING" },
    data: { cancelRequestedAt: at },
  });
  if (waiting.count + running.count === 0) return null;
  return jobOf(await tx.candleJob.findUniqueOrThrow({ where: { id }, select: SHOWN }));
}

function jobOf(row: {
  id: string;
  status: CandleJobState;
  request: unknown;
  done: number;
  total: number;
  message: string;
  createdAt: Date;
  finishedAt: Date | null;
  cancelRequestedAt: Date | null;
}): CandleJob {
  const { id, status, done, total, message } = row;
  return {
    id,
    status,
    request: candleJobRequest.parse(row.request),
    done,
    total,
    message,
    cancelRequested: row.cancelRequestedAt !== null,
    createdAt: row.createdAt.getTime(),
    finishedAt: row.finishedAt?.getTime() ?? null,
  };
}
