import { referralOf } from "@/lib/features/affiliates/queries";
import { invariant } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import { chargeBooks, lockShare } from "./affiliate-repository.ts";
import { affiliateShare, journalOfShare, keptOf } from "./affiliate-share.ts";
import type { Journal } from "./journal.ts";
import { postJournal, type Tx } from "./repository.ts";

/**
 * After `cause` was posted: brings what is owed to who brought the payer to his part of what the platform now keeps of the charge. It is read
 * from the books and not from what happened, so any order and any parts end in the same cent. Only payments within his term earn.
 */
export async function settleShare(ctx: Ctx, tx: Tx, cause: Journal): Promise<void> {
  const { chargeId } = cause;
  if (chargeId === null) return;
  // Two objects of one charge (a refund, a dispute) are posted under locks of their own: here they wait for each other.
  await lockShare(tx, chargeId);
  const books = await chargeBooks(tx, chargeId);
  const referral = books === null ? null : await referralOf(tx, books.payerId);
  if (books === null || referral === null || books.paidAt >= referral.endsAt) return;
  const change = affiliateShare(keptOf(books), referral.shareBps) - books.share;
  if (change === 0) return;
  const ids = { journal: ctx.ids.make("journal"), entry: () => ctx.ids.make("entry") };
  const posted = await postJournal(tx, ids, journalOfShare(cause, referral.affiliateId, change), null);
  invariant(posted, `the affiliate's part of ${chargeId} was posted for ${cause.objectId} before`);
}
