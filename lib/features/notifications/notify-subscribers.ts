import { appendEvent } from "@/lib/events/outbox";
import { planSignalDeliveries } from "@/lib/features/deliveries/plan-deliveries";
import { entitledRows } from "@/lib/features/subscriptions/entitled-queries";
import { ID_PREFIXES, makeId } from "@/lib/kernel/ids";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { insertForSubscribers, isThereAlready, type SubscriberNotice } from "./repository.ts";

/**
 * Writes a notice to everyone with access to its strategy, by INSERT … SELECT over the subscribers, with what goes out to their channels, and one
 * event for the screens. A repeat adds nothing: it is met only after a crash, so it is looked for when a key was there already.
 */
export async function notifySubscribers(ctx: Ctx, notices: readonly SubscriberNotice[]): Promise<void> {
  if (notices.length === 0) return;
  try {
    await write(ctx, notices, false);
  } catch (error) {
    if (!isThereAlready(error)) throw error;
    await write(ctx, notices, true);
  }
}

async function write(ctx: Ctx, notices: readonly SubscriberNotice[], repeat: boolean): Promise<void> {
  const now = ctx.clock.now();
  const strategyIds = [...new Set(notices.map(({ strategyId }) => strategyId))];
  await ctx.db.transaction(async (tx) => {
    const made = await insertForSubscribers(
      tx,
      entitledRows(strategyIds, now),
      // The chance in an id follows from user and notice (md5), so that a repeat would make the same.
      notices.map((notice) => ({
        ...notice,
        idBegin: makeId(ID_PREFIXES.notification, utcMs(notice.at), new Uint8Array(16)).slice(0, 14),
      })),
      repeat,
    );
    const fresh = notices.filter(({ dedupeKey }) => made.has(dedupeKey));
    await planSignalDeliveries(tx, ctx, fresh);
    if (fresh.length === 0) return;
    await appendEvent(tx, now, {
      type: "notifications.created",
      notices: fresh.map(({ dedupeKey, at }) => ({ dedupeKey, createdAt: at.toISOString() })),
    });
  });
}
