import { type Minor, minor } from "@/lib/kernel/money";
import type { PaidCharge, PaidDispute, RefundOrder } from "@/lib/ports/payments";
import { isToTakeBack, leftOfFailed, leftOfTransfer } from "./dispute-share.ts";
import { nextParts, type Taxed } from "./tax-parts.ts";

/** One part that is to be taken from a provider. */
export interface Take {
  readonly transferId: string;
  readonly amount: Minor;
  /** Null: the tax that his transfer carried along. */
  readonly refundId: string | null;
  /** What was taken for the same before. */
  readonly taken: Minor;
}

interface Source {
  readonly transferId: string;
  left: number;
}

const sum = (rows: readonly { readonly amount: Minor }[]): number => rows.reduce((total, row) => total + row.amount, 0);

/** What of a taxed charge lies in its provider's balance and is not his, and was not taken yet. `disputes`: the charge's, with what they returned. */
export function toTake(charge: PaidCharge, { share }: Taxed, disputes: readonly PaidDispute[]): Take[] {
  if (charge.transferId === null) return [];
  const own: Source = { transferId: charge.transferId, left: leftOfTransfer(charge) };
  // A share that went to him anew is where his part is; what a dispute of a part has left is in the charge's own.
  const returns = disputes.flatMap(({ returned }) => returned ?? []);
  const sources = [
    ...returns.map(({ id, amount, takenAgain }): Source => ({ transferId: id, left: amount - sum(takenAgain) })),
    own,
  ];
  const again = returns.flatMap(({ takenAgain }) => takenAgain);
  const tax = sum(charge.reversals.filter((reversal) => reversal.ofTax === true));
  const takes = [...charge.reversals, ...again];
  const takenFor = (id: string): number => sum(takes.filter((each) => each.refundId === id));
  let forNothing = takenForNothing(charge, takes);
  return [
    ...takesOf([own], { due: charge.amount - charge.platformFee - share, taken: tax, refundId: null }),
    ...charge.refunds.flatMap(({ id, failed, taxed }) => {
      if (failed || taxed === undefined) return [];
      const taken = takenFor(id);
      const used = Math.min(forNothing, Math.max(0, taxed.share - taken));
      forNothing -= used;
      return takesOf(sources, { due: taxed.share - used, taken, refundId: id });
    }),
  ];
}

/** What was taken for refunds that the bank sent back, or that were never sent: the next ones are made of it first. */
function takenForNothing(
  { refunds }: PaidCharge,
  takes: readonly { readonly amount: Minor; readonly refundId?: string | null }[],
): number {
  const standing = new Set(refunds.filter((refund) => !refund.failed).map((refund) => refund.id));
  return sum(takes.filter(({ refundId }) => refundId != null && !standing.has(refundId)));
}

function takesOf(
  sources: readonly Source[],
  { due, taken, refundId }: { readonly due: number; readonly taken: number; readonly refundId: string | null },
): Take[] {
  const takes: Take[] = [];
  let done = taken;
  for (const source of sources) {
    const amount = Math.min(due - done, source.left);
    if (amount <= 0) continue;
    takes.push({ transferId: source.transferId, amount: minor(amount), refundId, taken: minor(done) });
    source.left -= amount;
    done += amount;
  }
  return takes;
}

/** What stands given back of a taxed charge, part by part as it was ordered. */
function standing(charge: PaidCharge): (Taxed & { amount: Minor })[] {
  return charge.refunds.flatMap(({ amount, failed, taxed }) =>
    failed || taxed === undefined ? [] : [{ amount, tax: taxed.tax, share: taxed.share }],
  );
}

/** Who gives a refund's money: the service's own shares, or, where tax is in it (else `taxed` is null), parts of our reckoning. */
export function howShared(
  charge: PaidCharge,
  taxed: Taxed | null,
  amount: number,
): Pick<RefundOrder, "shared" | "taxed"> {
  if (taxed === null) {
    const along = charge.transferId !== null && leftOfFailed(charge) === 0;
    return { shared: along && leftOfTransfer(charge) >= amount };
  }
  return { shared: false, taxed: nextParts({ amount: charge.amount, ...taxed }, standing(charge), amount) };
}

/** What of a disputed, taxed charge is to be taken from its provider: once, and no more than refunds have left. Null: nothing, or it was done. */
export function toTakeBackOfTaxed(
  charge: PaidCharge,
  dispute: PaidDispute,
  taxed: Taxed,
): { readonly amount: Minor; readonly bears: { readonly amount: Minor; readonly tax: Minor } } | null {
  if (!isToTakeBack(charge, dispute)) return null;
  const left = charge.amount - sum(charge.refunds.filter((refund) => !refund.failed));
  const disputed = Math.max(0, Math.min(dispute.amount, left));
  const { tax, share } = nextParts({ amount: charge.amount, ...taxed }, standing(charge), disputed);
  const amount = Math.max(0, share - takenForNothing(charge, charge.reversals));
  // What came back to him after a dispute that was won lies in another transfer (toTakeOfReturned).
  const held = Math.max(0, leftOfTransfer(charge) - charge.platformFee + sum(charge.feeRefunds));
  if (amount === 0 || held === 0) return null;
  if (held >= amount) return { amount: minor(amount), bears: { amount: minor(disputed), tax } };
  const [part, ofTax] = [disputed, tax].map((all) => minor(Math.round((all * held) / amount)));
  return { amount: minor(held), bears: { amount: part ?? minor(0), tax: ofTax ?? minor(0) } };
}
