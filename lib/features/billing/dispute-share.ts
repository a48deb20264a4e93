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
  return hasMoney(dispute) && charge.transferId !== null && !charge.reversals.some(isFor(dispute.id));
}

function hasMoney({ status, movements }: PaidDispute): boolean {
  return status !== "INQUIRY" && status !== "WON" && sum(movements) < 0;
}

type Returned = NonNullable<PaidDispute["returned"]>;

/** One part of a share that was returned, which is to be taken again for a dispute; `bears` as PaidReversal's. */
export interface TakeOfReturned {
  readonly transferId: string;
  readonly amount: Minor;
  readonly bears: { readonly amount: Minor; readonly tax: Minor };
}

/**
 * What is to be taken for a dispute of shares that came back to the provider after disputes before it were won (`disputes`: all of the charge), beyond
 * what the charge's own transfer gave: a bank may ask for the same payment again. Empty: nothing, or it was done.
 */
export function toTakeOfReturned(
  charge: PaidCharge,
  dispute: PaidDispute,
  disputes: readonly PaidDispute[],
): TakeOfReturned[] {
  if (!hasMoney(dispute)) return [];
  const own = charge.reversals.filter(isFor(dispute.id)).reduce((total, each) => total + grossOf(each), 0);
  const again = takenOfReturned(dispute, disputes).reduce((total, each) => total + each.disputed.amount, 0);
  let due = dispute.amount - (own - (dispute.returned?.reversed ?? 0)) - again;
  return disputes.flatMap(({ returned }) => {
    if (returned === null) return [];
    const left = leftOfReturned(returned);
    const part = Math.min(due, left.reversed);
    if (part <= 0 || left.amount <= 0) return [];
    due -= part;
    const [amount, tax] = [left.amount, left.tax].map((all) => minor(Math.round((all * part) / left.reversed)));
    return [
      { transferId: returned.id, amount: amount ?? minor(0), bears: { amount: minor(part), tax: tax ?? minor(0) } },
    ];
  });
}

/** What a reversal of the charge's transfer stands for, the platform's share in it. */
function grossOf({ amount, bears }: PaidReversal): number {
  return bears?.amount ?? amount;
}

/** What was taken for a dispute of shares that had been returned. */
function takenOfReturned({ id }: PaidDispute, disputes: readonly PaidDispute[]) {
  const taken = disputes.flatMap(({ returned }) => returned?.takenAgain ?? []);
  return taken.flatMap(({ amount, disputed }) => (disputed?.id === id ? [{ amount, disputed }] : []));
}

/** What is left of a returned share: the provider's, the whole that it stands for, and the tax in that. */
function leftOfReturned({ amount, reversed, tax, takenAgain }: Returned) {
  const left = amount - sum(takenAgain);
  // Of a taxed one a refund's part says the provider's alone: the rest goes in proportion.
  if (tax !== undefined)
    return { amount: left, reversed: Math.round((reversed * left) / amount), tax: Math.round((tax * left) / amount) };
  const gone = takenAgain.reduce((total, { refunded, disputed }) => total + refunded + (disputed?.amount ?? 0), 0);
  return { amount: left, reversed: reversed - gone, tax: 0 };
}

/** What of a returned share refunds may take: what disputes have left. */
function leftForRefunds({ amount, reversed, takenAgain }: Returned) {
  const forDisputes = takenAgain.filter(({ disputed }) => disputed !== undefined);
  const gross = forDisputes.reduce((total, { disputed }) => total + (disputed?.amount ?? 0), 0);
  return { amount: amount - sum(forDisputes), reversed: reversed - gross };
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
 * `disputes`: all of the charge. Null: nothing, or it was done.
 */
export function toReturn(
  charge: PaidCharge,
  dispute: PaidDispute,
  disputes: readonly PaidDispute[] = [],
): { amount: Minor; reversed: Minor; tax?: Minor } | null {
  if (dispute.status !== "WON" || dispute.returned !== null) return null;
  const taken = charge.reversals.filter(isFor(dispute.id));
  const again = takenOfReturned(dispute, disputes);
  const moved = sum(taken) + sum(again);
  if (moved === 0) return null;
  const bears = [...taken.flatMap((reversal) => reversal.bears ?? []), ...again.map(({ disputed }) => disputed)];
  const tax = bears.reduce((total, each) => total + each.tax, 0);
  const reversed = minor(
    taken.reduce((total, each) => total + grossOf(each), 0) + sum(again.map((each) => each.disputed)),
  );
  const back = taken.some((reversal) => reversal.bears !== undefined) ? 0 : feeBackWith(charge, taken);
  return {
    amount: minor(moved - back),
    reversed,
    ...(bears.length === again.length && tax === 0 ? {} : { tax: minor(tax) }),
  };
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
 * share in it. Counted from the whole, so that parts end on the cent. `others`: the charge's other disputes; the returned shares of those before
 * this one bear refunds first, and what any of them has borne is done. Null: nothing, or it was done.
 */
export function toTakeAgain(
  charge: PaidCharge,
  dispute: PaidDispute,
  others: readonly PaidDispute[] = [],
): { amount: Minor; refunded: Minor } | null {
  const { returned } = dispute;
  if (returned === null) return null;
  const mine = leftForRefunds(returned);
  const theirs = others.flatMap((each) => each.returned ?? []);
  const before = others.filter((each) => isBefore(each, dispute)).flatMap((each) => each.returned ?? []);
  const since = Math.min(returned.at, ...theirs.map(({ at }) => at));
  const shared = new Set(charge.reversals.map((reversal) => reversal.refundId));
  const standing = charge.refunds.filter((refund) => !refund.failed);
  const later = standing.filter((refund) => refund.at >= since && !shared.has(refund.id));
  const ahead = before.reduce((total, each) => total + leftForRefunds(each).reversed, 0);
  const done = theirs.flatMap(({ takenAgain }) => takenAgain).reduce((total, each) => total + each.refunded, 0);
  const borne = Math.min(sum(later), Math.max(ahead, done));
  const gone = sum(standing) - sum(later) + borne;
  const refunded = Math.min(sum(later) - borne, mine.reversed);
  const fee = feePart(charge, gone + refunded) - feePart(charge, gone);
  const takes = returned.takenAgain.filter(({ disputed }) => disputed === undefined);
  const bears = takes.reduce((total, each) => total + each.refunded, 0);
  const amount = Math.min(refunded - fee, mine.amount) - sum(takes);
  return amount <= 0 || refunded <= bears ? null : { amount: minor(amount), refunded: minor(refunded - bears) };
}

function isBefore(other: PaidDispute, { id, at }: PaidDispute): boolean {
  return (other.at - at || (other.id < id ? -1 : 1)) < 0;
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
