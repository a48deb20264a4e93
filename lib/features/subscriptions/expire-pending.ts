import type { Ctx } from "@/lib/ports/ctx";
import { changeTerms } from "./change-terms.ts";
import { lockById } from "./repository.ts";

/** Ends a pending subscription whose checkout was left. One that has become anything else meanwhile stays. */
export async function expirePending(ctx: Ctx, subscriptionId: string, checkoutId: string | null): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const before = await lockById(tx, subscriptionId);
    if (before?.status !== "PENDING" || before.stripeCheckoutId !== checkoutId) return;
    const now = ctx.clock.now();
    await changeTerms(ctx, tx, before, { status: "EXPIRED", endedAt: now, checkoutUrl: null }, now);
  });
}
