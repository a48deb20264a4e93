import { appendEvent } from "@/lib/events/outbox";
import { planDeliveries } from "@/lib/features/deliveries/plan-deliveries";
import { ID_PREFIXES, makeId } from "@/lib/kernel/ids";
import type { Ctx } from "@/lib/ports/ctx";
import type { Notice } from "./notification.ts";
import { insertNotices } from "./repository.ts";

/** Writes notices, all in one statement, what goes out to channels of them, and the event that brings each to its user's screens. A notice that is there already is left alone. */
export async function notify(ctx: Ctx, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return;
  await ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const made = await insertNotices(
      tx,
      notices.map((notice) => ({ ...notice, id: makeId(ID_PREFIXES.notification, notice.at, ctx.ids.random(16)) })),
    );
    await planDeliveries(tx, ctx, made);
    await appendEvent(
      tx,
      now,
      ...made.map(({ id, userId }) => ({ type: "notification.created" as const, notificationId: id, userId })),
    );
  });
}
