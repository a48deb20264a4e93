import { appendEvent } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidPayout } from "@/lib/ports/payments";
import { journalsOfPayout } from "./journals-of-payout.ts";
import { savePayoutState } from "./payout-repository.ts";
import { postJournals } from "./post-journals.ts";
import { findProviderOf, type Tx, whileLocked } from "./repository.ts";

/** Brings a payout up to what the service says: lock, retrieve, write the row and the journals that are not posted. */
export async function syncPayout(ctx: Ctx, accountId: string, id: string): Promise<void> {
  const providerId = await findProviderOf(ctx.db, accountId);
  if (providerId === null) return;
  await whileLocked(ctx.db, id, async () => {
    const payout = await ctx.payments.getPayout(accountId, id);
    if (payout !== null) await ctx.db.transaction((tx) => recordPayout(ctx, tx, payout, providerId));
  });
}

/** Writes a payout as it was just read; the caller holds its lock. */
export async function recordPayout(ctx: Ctx, tx: Tx, payout: PaidPayout, providerId: string): Promise<void> {
  const now = ctx.clock.now();
  const status = await savePayoutState(tx, payout, now);
  if (status !== null && payout.payoutId !== null)
    await appendEvent(tx, now, { type: "payout.changed", payoutId: payout.payoutId, userId: providerId, status });
  await postJournals(ctx, tx, journalsOfPayout(payout, providerId), null);
}
