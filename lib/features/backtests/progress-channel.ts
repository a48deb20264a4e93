import { looksLikeId } from "@/lib/kernel/ids";
import type { Ctx } from "@/lib/ports/ctx";
import type { BacktestKind, BacktestProgress } from "./backtest.ts";

/** Channel on which a worker tells the web processes how far a run is: too often, and too soon stale, for the outbox. */
export const BACKTEST_CHANNEL = "backtests";

/** What a running one shows. Its last word, with a final status, goes through the outbox. */
export interface ProgressUpdate {
  readonly userId: string;
  readonly message: {
    readonly id: string;
    readonly kind: BacktestKind;
    readonly status: "RUNNING";
    readonly progress: BacktestProgress;
    readonly error: null;
  };
}

export async function tellProgress({ db }: Pick<Ctx, "db">, update: ProgressUpdate): Promise<void> {
  await db.$executeRaw`SELECT pg_notify(${BACKTEST_CHANNEL}, ${JSON.stringify(update)})`;
}

/** Reads what came over the channel; anything else is dropped: NOTIFY is open to whoever may sign in to the database. */
export function readProgressUpdate(payload: string): ProgressUpdate | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    return null;
  }
  return isUpdate(parsed) ? parsed : null;
}

const KINDS: readonly unknown[] = ["RUN", "BATCH", "OPTIMISATION", "WALK_FORWARD"] satisfies BacktestKind[];
const UNITS: readonly unknown[] = ["bars", "trials", "runs"] satisfies BacktestProgress["unit"][];

function isUpdate(value: unknown): value is ProgressUpdate {
  const update = fieldsOf(value);
  const message = fieldsOf(update.message);
  const progress = fieldsOf(message.progress);
  return (
    typeof update.userId === "string" &&
    looksLikeId(update.userId) &&
    typeof message.id === "string" &&
    looksLikeId(message.id) &&
    KINDS.includes(message.kind) &&
    message.status === "RUNNING" &&
    UNITS.includes(progress.unit) &&
    Number.isFinite(progress.done) &&
    Number.isFinite(progress.total) &&
    Array.isArray(progress.preview)
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
