import type { Ctx, Tx } from "@/lib/ports/ctx";
import { insertForNotifications, type NoticeKey } from "./repository.ts";

/** Queues what was just written to the centre for every channel that wants it, in the same transaction. */
export async function planDeliveries(tx: Tx, ctx: Pick<Ctx, "clock">, notices: readonly NoticeKey[]): Promise<void> {
  if (notices.length > 0) await insertForNotifications(tx, notices, ctx.clock.now());
}
