import { appendEvent } from "@/lib/events/outbox";
import type { AppError } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import type { Address } from "./address.ts";
import { refused } from "./receipt.ts";
import type { AlertPost } from "./receive-alert.ts";
import { alarmOf, recordDelivery } from "./record-delivery.ts";
import { claimFlood } from "./repository.ts";

/**
 * Records a message that the edge refused before it was read: too many, too large. Of a flood one message a minute is kept, with an alarm to
 * the provider, so that a flood neither fills the table nor pushes the good messages out of the record.
 */
export async function refuseDelivery(
  ctx: Ctx,
  address: Address,
  post: AlertPost,
  error: Pick<AppError, "code" | "message" | "detail" | "fieldErrors">,
): Promise<void> {
  const startedAt = performance.now();
  const receipt = refused(error.code, error.detail ?? error.message, error.fieldErrors);
  if (error.code !== "rate_limited") return recordDelivery(ctx, null, address, post, receipt, startedAt);
  await ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    if (!(await claimFlood(tx, address.id, now))) return;
    await recordDelivery(ctx, tx, address, post, receipt, startedAt);
    await appendEvent(tx, now, alarmOf(address, "flood"));
  });
}
