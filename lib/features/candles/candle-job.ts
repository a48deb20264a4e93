import { z } from "zod";
import { TIMEFRAMES } from "@/lib/trading/market/timeframe";
import type { FileTarget } from "./target-of-path.ts";

/** The worker's task, and the queues in which jobs wait for each other: an import need not wait for a download of hours. */
export const CANDLE_JOB = "candles.job";

const JOB_STATES = ["QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"] as const;

export type CandleJobState = (typeof JOB_STATES)[number];

const key = z.object({ exchange: z.string(), symbol: z.string(), timeframe: z.enum(TIMEFRAMES) });
const funding = z.object({ exchange: z.string(), symbol: z.string() });

/** What a job does, as its row keeps it. */
export const candleJobRequest = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("IMPORT"),
    target: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("candles"), key }),
      z.object({ kind: z.literal("funding"), key: funding }),
    ]),
    fileName: z.string(),
    replace: z.boolean(),
    gapsAllowed: z.boolean(),
  }),
  z.object({
    kind: z.literal("DOWNLOAD"),
    key,
    /** Milliseconds UTC; `to` null: up to the last closed bar. */
    from: z.number(),
    to: z.number().nullable(),
    funding: z.boolean(),
  }),
  z.object({ kind: z.literal("VERIFY"), key }),
]);

export type CandleJobRequest = z.output<typeof candleJobRequest>;

/** A job as a page shows it. */
export interface CandleJob {
  readonly id: string;
  readonly status: CandleJobState;
  readonly request: CandleJobRequest;
  readonly done: number;
  readonly total: number;
  readonly message: string;
  readonly cancelRequested: boolean;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** Which candles a job is about, in words. */
export function subjectOf(request: CandleJobRequest): string {
  const target: FileTarget = request.kind === "IMPORT" ? request.target : { kind: "candles", key: request.key };
  if (target.kind === "funding") return `${target.key.exchange} ${target.key.symbol} funding`;
  return `${target.key.exchange} ${target.key.symbol} ${target.key.timeframe}`;
}

export function isUnderWay({ status }: Pick<CandleJob, "status">): boolean {
  return status === "QUEUED" || status === "RUNNING";
}
