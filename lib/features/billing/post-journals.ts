import { appendEvent } from "@/lib/events/outbox";
import { amountText } from "@/lib/kernel/money";
import type { Ctx } from "@/lib/ports/ctx";
import { KEPT_ACCOUNTS } from "./affiliate-share.ts";
import type { Journal } from "./journal.ts";
import { postJournal, type Tx } from "./repository.ts";
import { settleShare } from "./settle-share.ts";

/**
 * Posts what is not posted yet, and after it what it changes for who brought the payer: once for all of them, since a refund's parts come
 * together. A refund that the bank sent back is told to the operators. Answers how many were new.
 */
export async function postJournals(
  ctx: Ctx,
  tx: Tx,
  journals: readonly Journal[],
  strategyId: string | null,
): Promise<number> {
  const posted: Journal[] = [];
  for (const journal of journals) {
    const ids = { journal: ctx.ids.make("journal"), entry: () => ctx.ids.make("entry") };
    if (await postJournal(tx, ids, journal, strategyId)) posted.push(journal);
  }
  const cause = posted.findLast(({ entries }) => entries.some(({ account }) => KEPT_ACCOUNTS.has(account)));
  if (cause !== undefined) await settleShare(ctx, tx, cause);
  for (const journal of posted) if (journal.kind === "refund_failed") await tellFailed(ctx, tx, journal);
  return posted.length;
}

/** Nobody gives such a refund anew by himself: the card is gone, and the subscriber still waits for his money. */
async function tellFailed(ctx: Ctx, tx: Tx, { objectId, chargeId, currency, entries }: Journal): Promise<void> {
  const back = entries.find(({ account, userId }) => account === "STRIPE_BALANCE" && userId === null)?.amount ?? 0;
  await appendEvent(tx, ctx.clock.now(), {
    type: "operations.alarm",
    key: `refund.failed:${objectId}`,
    title: `A bank sent a refund of ${amountText(back, currency)} ${currency} back`,
    body: "The money lies on the platform's balance and is still owed to the subscriber: ask him where to send it, or give it back anew. What was taken from the provider for it stays taken.",
    link: `/admin/ledger?payment=${chargeId}`,
  });
}
