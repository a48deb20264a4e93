import type { Ctx } from "@/lib/ports/ctx";
import { KEPT_ACCOUNTS } from "./affiliate-share.ts";
import type { Journal } from "./journal.ts";
import { postJournal, type Tx } from "./repository.ts";
import { settleShare } from "./settle-share.ts";

/**
 * Posts what is not posted yet, and after it what it changes for who brought the payer: once for all of them, since a refund's parts come
 * together. Answers how many were new.
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
  return posted.length;
}
