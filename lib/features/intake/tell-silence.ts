import { appendEvent } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";
import { SILENT_AFTER } from "./address.ts";
import { findSilent, updateAddress } from "./repository.ts";

/** Tells the providers of addresses that should have heard something, once a silence. @returns how many */
export async function tellSilence(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const silent = await findSilent(ctx.db, now, SILENT_AFTER);
  for (const { id: addressId, userId, strategyId } of silent) {
    await ctx.db.transaction(async (tx) => {
      await updateAddress(tx, addressId, { silenceToldAt: new Date(now) });
      await appendEvent(tx, now, { type: "intake.alarm", addressId, strategyId, userId, kind: "silent" });
    });
  }
  return silent.length;
}
