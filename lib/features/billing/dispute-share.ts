import { type Minor, minor } from "@/lib/kernel/money";
import type { PaidCharge, PaidDispute, PaidReversal } from "@/lib/ports/payments";

const sum = (rows: readonly { readonly amount: Minor }[]): number => rows.reduce((total, row) => total + row.amount, 0);

/** What of a disputed charge is to be taken from its provider: once, and no more than refunds have left. 0: nothing, or it was done. */
export function toTakeBack(charge: PaidCharge, dispute: PaidDispute): Minor {
  if (!isToTakeBack(charge, dispute)) return minor(0);
  return minor(Math.max(0, Math.min(dispute.amount, charge.amount - sum(charge.reversals))));
}

/** Whether a dispute has the money of a charge whose share nobody has taken back for it. */
export function isToTakeBack(charge: PaidCharge, dispute: PaidDispute): boolean {
  const moved = dispute.movements.some((movement) => movement.amount < 0);
  const open = dispute.status !== "INQUIRY" && dispute.status !== "WON";
  return open && moved && charge.transferId !== null && !charge.reversals.some(isFor(dispute.id));
}

function isForDispute({ refundId, ofTax }: PaidReversal): boolean {
  return refundId === null && ofTax !== true;
}

/** One that somebody made by hand may be for any. */
function isFor(disputeId: string): (reversal: PaidReversal) => boolean {
  return (reversal) => isForDispute(reversal) && (reversal.disputeId ?? disputeId) === disputeId;
}

/**
 * What a provider gets again after a dispute that was won: what was taken, less the fee that he had back with it. `reversed` is the former.
 * Null: nothing, or it was done.
 */
export function toReturn(
  charge: PaidCharge,
  dispute: PaidDispute,
): { amount: Minor; reversed: Minor; tax?: Minor } | null {
  if (dispute.status !== "WON" || dispute.returned !== null) return null;
  const taken = charge.reversals.filter(isFor(dispute.id));
  const reversed = sum(taken);
  if (reversed === 0) return null;
  const bears = taken.flatMap((reversal) => reversal.bears ?? []);
  if (bears.length > 0) {
    const tax = minor(bears.reduce((total, each) => total + each.tax, 0));
    return { amount: minor(reversed), reversed: minor(sum(bears)), tax };
  }
  return { amount: minor(reversed - feeBackWith(charge, taken)), reversed: minor(reversed) };
}

/** What of the fee went back with reversals for one dispute: what is beyond that of refunds, and of reversals for other disputes before it. */
function feeBackWith(charge: PaidCharge, taken: readonly PaidReversal[]): number {
  const forDisputes = charge.reversals.filter(isForDispute);
  let part = sum(charge.reversals) - sum(forDisputes);
  let [before, back] = [feePart(charge, part), 0];
  for (const [place, reversal] of forDisputes.entries()) {
    part += reversal.amount;
    const upTo = place === forDisputes.length - 1 ? sum(charge.feeRefunds) : feePart(charge, part);
    if (taken.includes(reversal)) back += upTo - before;
    before = upTo;
  }
  return back;
}

/**
 * What refunds that came after the return take of the returned share: `refunded` is their part of the charge, `amount` the provider's
 * share in it. Counted from the whole, so that parts end on the cent. `earlier`: the charge's disputes before this one, whose returned shares
 * bear refunds first. Null: nothing, or it was done.
 */
export function toTakeAgain(
  charge: PaidCharge,
  dispute: PaidDispute,
  earlier: readonly PaidDispute[] = [],
): { amount: Minor; refunded: Minor } | null {
  const { returned } = dispute;
  if (returned === null) return null;
  const shared = new Set(charge.reversals.map((reversal) => reversal.refundId));
  const standing = charge.refunds.filter((refund) => !refund.failed);
  const later = standing.filter((refund) => refund.at >= returned.at && !shared.has(refund.id));
  const borne = Math.min(
    sum(later),
    earlier.reduce((total, each) => total + (each.returned?.reversed ?? 0), 0),
  );
  const before = sum(standing) - sum(later) + borne;
  const refunded = Math.min(sum(later) - borne, returned.reversed);
  const fee = feePart(charge, before + refunded) - feePart(charge, before);
  const bears = returned.takenAgain.reduce((total, each) => total + each.refunded, 0);
  const amount = Math.min(refunded - fee, returned.amount) - sum(returned.takenAgain);
  return amount <= 0 || refunded <= bears ? null : { amount: minor(amount), refunded: minor(refunded - bears) };
}

/** What of the charge's transfer is still with the provider, the platform's share in it: refunds of no more than this take it along. */
export function leftOfTransfer(charge: PaidCharge): Minor {
  return minor(charge.transferId === null ? 0 : charge.amount - sum(charge.reversals));
}

/**
 * What refunds that the bank sent back (or that were never sent) have taken from the provider, and none that stands has used since: the platform holds it, and the next
 * refund is to be made of it, not of his share a second time.
 */
export function leftOfFailed(charge: PaidCharge): Minor {
  const standing = charge.refunds.filter((refund) => !refund.failed);
  const shared = new Set(charge.reversals.map((reversal) => reversal.refundId));
  const taken = charge.reversals.filter(
    ({ refundId }) => refundId !== null && !standing.some(({ id }) => id === refundId),
  );
  const used = standing.filter((refund) => !shared.has(refund.id));
  return minor(Math.max(0, sum(taken) - sum(used)));
}

function feePart(charge: PaidCharge, part: number): number {
  return Math.round((charge.platformFee * part) / charge.amount);
}
