import type { Tx } from "@/lib/db/client";
import { appendEvent } from "@/lib/events/outbox";
import { cutText } from "@/lib/kernel/cut-text";
import type { FieldErrors } from "@/lib/kernel/result";
import { storableText } from "@/lib/kernel/storable-text";
import { HOUR_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { type Address, NEAR_LIMIT } from "./address.ts";
import { maskBody } from "./mask-body.ts";
import { bareSecret } from "./read-text-alert.ts";
import type { Receipt } from "./receipt.ts";
import type { AlertPost } from "./receive-alert.ts";
import { insertDelivery, updateAddress } from "./repository.ts";

/**
 * Adds a message and its outcome to the address' record. When so many came that TradingView would soon stop the alert by itself, its provider is
 * told, at most once an hour.
 * @param within the transaction that it belongs to; null: one of its own
 */
export async function recordDelivery(
  ctx: Ctx,
  within: Tx | null,
  address: Address,
  post: AlertPost,
  receipt: Receipt,
  startedAt: number,
): Promise<void> {
  const { outcome, status, reason, fieldErrors, signalId, style, test } = receipt;
  const secret = receipt.secret ?? bareSecret(post.body); // what was refused may not have been read so far
  const now = ctx.clock.now();
  const row = {
    id: ctx.ids.make("alertDelivery"),
    addressId: address.id,
    test,
    status,
    outcome,
    reason: maskBody(reason, secret),
    fieldErrors: fieldErrors === null ? null : storableFaults(fieldErrors),
    signalId,
    style,
    contentType: cutText(post.contentType, 100),
    ip: cutText(post.ip, 60),
    body: maskBody(post.body, secret),
    tookMs: Math.round(performance.now() - startedAt),
  };
  const write = async (tx: Tx): Promise<void> => {
    const recent = await insertDelivery(tx, row, now);
    const toldAt = address.nearLimitToldAt;
    if (recent < NEAR_LIMIT || (toldAt !== null && now - toldAt < HOUR_MS)) return;
    await updateAddress(tx, address.id, { nearLimitToldAt: new Date(now) });
    await appendEvent(tx, now, alarmOf(address, "near_limit"));
  };
  await (within === null ? ctx.db.transaction(write) : write(within));
}

/** A field's name and what is said of its value are the sender's own words. */
function storableFaults(faults: FieldErrors): FieldErrors {
  return Object.fromEntries(
    Object.entries(faults).map(([field, said]) => [storableText(field), said.map(storableText)]),
  );
}

export function alarmOf(
  address: Pick<Address, "id" | "strategyId" | "provider">,
  kind: "flood" | "near_limit" | "silent",
) {
  const { id: addressId, strategyId, provider } = address;
  return { type: "intake.alarm" as const, addressId, strategyId, userId: provider.userId, kind };
}
