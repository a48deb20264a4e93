import { type Minor, minor } from "@/lib/kernel/money";
import type { PaidCharge, PaidDispute } from "@/lib/ports/payments";

const sum = (rows: readonly { readonly amount: Minor }[]): number => rows.reduce((total, row) => total + row.amount, 0);

/** What of a disputed charge is to be taken from its provider: once, and no more than refunds have left. 0: nothing, or it was done. */
export function toTakeBack(charge: PaidCharge, dispute: PaidDispute): Minor {
  const moved = dispute.movements.some((movement) => movement.amount < 0);
  const done = charge.reversals.some((reversal) => reversal.refundId === null);
  if (dispute.status === "INQUIRY" || dispute.status === "WON" || !moved || done || charge.transferId === null)
    return minor(0);
  return minor(Math.max(0, Math.min(dispute.amount, charge.amount - sum(charge.reversals))));
}

/**
 * What a provider gets again after a dispute that was won: what was taken, less the fee that he had back with it. `reversed` is the former.
 * The fee's part is what went back beyond that of the refunds, which is in proportion to them. Null: nothing, or it was done.
 */
export function toReturn(charge: PaidCharge, dispute: PaidDispute): { amount: Minor; reversed: Minor } | null {
  if (dispute.status !== "WON" || dispute.returned !== null) return null;
  const reversed = sum(charge.reversals.filter((reversal) => reversal.refundId === null));
  if (reversed === 0) return null;
  const refunded = sum(charge.reversals) - reversed;
  const feeOfRefunds = Math.round((charge.platformFee * refunded) / charge.amount);
  return { amount: minor(reversed - (sum(charge.feeRefunds) - feeOfRefunds)), reversed: minor(reversed) };
}
