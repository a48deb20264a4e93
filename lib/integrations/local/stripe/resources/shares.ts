import { type Call, PLATFORM } from "../call.ts";
import { postBalance } from "../collect.ts";
import type { Transfer, TransferReversal } from "../objects.ts";

/** Takes `amount` of a transfer back: from the connected account to the platform. Without a refund behind it, it counts at once. */
export function reverseShare(
  call: Call,
  transfer: Transfer,
  back: { amount: number; refundId: string | null; metadata?: Record<string, string> },
): TransferReversal {
  const { amount, refundId } = back;
  const id = call.newId("trr");
  const immediate = refundId === null;
  transfer.amount_reversed += amount;
  transfer.reversed = transfer.amount_reversed === transfer.amount;
  postBalance(call, {
    account: transfer.destination,
    type: "payment_refund",
    category: "refund",
    amount: -amount,
    currency: transfer.currency,
    source: id,
    immediate,
  });
  const reversal = call.put<"transfer_reversal">({
    id,
    object: "transfer_reversal",
    created: call.nowSec,
    amount,
    balance_transaction: postBalance(call, {
      account: PLATFORM,
      type: "transfer_refund",
      category: "transfer_reversal",
      amount,
      currency: transfer.currency,
      source: id,
      immediate,
    }).id,
    currency: transfer.currency,
    metadata: back.metadata ?? {},
    source_refund: refundId,
    transfer: transfer.id,
  });
  call.put<"transfer">(transfer);
  call.emit("transfer.reversed", transfer);
  return reversal;
}

/** How much of a fee goes back once `part` of `whole` is given back, less what went before: parts end on the cent. */
export function feeDue(fee: { amount: number; amount_refunded: number }, of: { part: number; whole: number }): number {
  return Math.max(0, Math.round((fee.amount * of.part) / of.whole) - fee.amount_refunded);
}

/** Gives the platform's fee back to the connected account in proportion. */
export function giveFeeBack(call: Call, feeId: string, of: { part: number; whole: number }, immediate = false): void {
  const fee = call.get("application_fee", feeId);
  const amount = feeDue(fee, of);
  if (amount === 0) return;
  fee.amount_refunded += amount;
  fee.refunded = fee.amount_refunded === fee.amount;
  const id = call.newId("fr");
  const moved = { type: "application_fee_refund", category: "platform_earning_refund", source: id, immediate };
  postBalance(call, { ...moved, account: fee.account, amount, currency: fee.currency });
  call.put<"fee_refund">({
    id,
    object: "fee_refund",
    created: call.nowSec,
    amount,
    balance_transaction: postBalance(call, { ...moved, account: PLATFORM, amount: -amount, currency: fee.currency }).id,
    currency: fee.currency,
    fee: fee.id,
    metadata: {},
  });
  call.put<"application_fee">(fee);
  call.emit("application_fee.refunded", fee);
}
