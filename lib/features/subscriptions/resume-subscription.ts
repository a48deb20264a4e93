import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { changeAtService } from "./change-at-service.ts";
import { changeTerms } from "./change-terms.ts";
import { canBePaid, findForSale, findOwn, lockById } from "./repository.ts";
import { isLive, type Subscription } from "./subscription.ts";

/** Takes back a pause, or a cancellation whose period still runs. Not on a closed strategy. */
export async function resumeSubscription(
  ctx: Ctx,
  actor: Actor,
  subscriptionId: string,
): Promise<Result<Subscription, "not_found" | "conflict">> {
  const present = await findOwn(ctx.db, actor.userId, subscriptionId);
  if (present === null) return refuse("not_found");
  if (!isLive(present.status))
    return refuse("conflict", "This subscription has ended. Subscribe again on the strategy's page.");
  if (present.status !== "PAUSED" && !present.cancelAtPeriodEnd)
    return refuse("conflict", "It is neither paused nor cancelled.");
  const strategy = await findForSale(ctx.db, present.strategyId);
  if (strategy === null || strategy.status === "ARCHIVED")
    return refuse("conflict", "Its provider has closed this strategy for good: nothing new comes, so it ends.");
  const { stripeSubscriptionId } = present;
  if (stripeSubscriptionId !== null) {
    const key = `resume:${ctx.ids.make("request")}`;
    if (present.status === "PAUSED" && present.priceAmount > 0 && !canBePaid(strategy.provider))
      return refuse(
        "conflict",
        "Its provider cannot be paid at present. Resume it when he can; nothing is charged until then.",
      );
    return changeAtService(ctx, present, stripeSubscriptionId, async () =>
      present.status === "PAUSED"
        ? ctx.payments.resume(stripeSubscriptionId, { newPeriod: await ranOut(ctx, stripeSubscriptionId) }, key)
        : ctx.payments.setCancelAtPeriodEnd(stripeSubscriptionId, false, null, key),
    );
  }
  return ctx.db.transaction(async (tx) => {
    const before = (await lockById(tx, subscriptionId)) ?? present;
    if (before.status !== "PAUSED") return refuse("conflict", "It changed meanwhile. Look again.");
    return done(await changeTerms(ctx, tx, before, { status: "ACTIVE" }, ctx.clock.now()));
  });
}

/**
 * Whether the pause outlasted what was paid: its invoice was voided. Then resuming begins a paid period; without that, pausing over the
 * renewal and resuming after it would be a month for nothing.
 */
async function ranOut(ctx: Ctx, paidSubscriptionId: string): Promise<boolean> {
  const paid = await ctx.payments.getSubscription(paidSubscriptionId);
  if (paid?.latestInvoiceId == null) return false;
  return (await ctx.payments.getInvoice(paid.latestInvoiceId))?.status === "VOID";
}
