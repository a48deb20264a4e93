import type { Ctx, Tx } from "@/lib/ports/ctx";
import { insertForNotifications } from "./repository.ts";

/** Queues what was just written to the centre for every channel that wants it, in the same transaction. */
export async function planDeliveries(
  tx: Tx,
  ctx: Pick<Ctx, "clock">,
  notificationIds: readonly string[],
): Promise<void> {
  if (notificationIds.length > 0) await insertForNotifications(tx, notificationIds, ctx.clock.now());
}
