import type { Ctx } from "@/lib/ports/ctx";
import type { Journal } from "./journal.ts";
import { postJournal, type Tx } from "./repository.ts";

/** Posts what is not posted yet. Answers how many were new. */
export async function postJournals(
  ctx: Ctx,
  tx: Tx,
  journals: readonly Journal[],
  strategyId: string | null,
): Promise<number> {
  let posted = 0;
  for (const journal of journals) {
    const ids = { journal: ctx.ids.make("journal"), entry: () => ctx.ids.make("entry") };
    if (await postJournal(tx, ids, journal, strategyId)) posted += 1;
  }
  return posted;
}
