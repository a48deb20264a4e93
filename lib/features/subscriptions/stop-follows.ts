import type { Tx } from "@/lib/db/client";
import { appendEvent } from "@/lib/events/outbox";
import type { UtcMs } from "@/lib/kernel/time";
import { notifyOnly, type StoppedFollow } from "./repository.ts";

/**
 * Sets every follow of a user to NOTIFY, in the caller's transaction: from its commit on no new copy opens. Starting again is a choice for
 * each follow by itself. The caller puts on record which were live (`auditLive`), last in its transaction.
 */
export async function stopFollows(tx: Tx, userId: string, now: UtcMs): Promise<StoppedFollow[]> {
  const stopped = await notifyOnly(tx, userId, now);
  await appendEvent(
    tx,
    now,
    ...stopped.map(({ id, strategyId }) => ({ type: "follow.changed" as const, followId: id, userId, strategyId })),
  );
  return stopped;
}
