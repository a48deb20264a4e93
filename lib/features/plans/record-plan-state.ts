import { appendEvent } from "@/lib/events/outbox";
import { writePlan } from "@/lib/features/accounts/write-plan";
import { isLive, type SubscriptionStatus } from "@/lib/features/subscriptions/subscription";
import { invariant } from "@/lib/kernel/errors";
import { isLarger } from "@/lib/kernel/platform-plan";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidSubscription } from "@/lib/ports/payments";
import { type PaidPlan, planOfProduct } from "@/lib/ports/plan-payments";
import { type PlanSubscription, planGiven } from "./plan-subscription.ts";
import { findIdByPaid, findLiving, lockById, savePlan, type Tx } from "./repository.ts";

/** "duplicate": paid for a second time; the caller ends it and gives the money back. "unknown": none of ours. */
export type PlanStateOutcome = "recorded" | "duplicate" | "unknown";

/**
 * Writes what the payment service says of a plan's subscription, as it was just read from there, and puts the account on the plan that it gives.
 * Any order and any number of calls end in the state of the last reading; the caller holds the lock of that subscription.
 */
export async function recordPlanState(ctx: Ctx, tx: Tx, paid: PaidSubscription): Promise<PlanStateOutcome> {
  const id = await findIdByPaid(tx, paid);
  const before = id === null ? null : await lockById(tx, id);
  if (before === null) return "unknown";
  if (before.stripeSubscriptionId !== null && before.stripeSubscriptionId !== paid.id) return "duplicate";
  const status = nextStatus(before, paid);
  if (isLive(status) && !isLive(before.status) && (await findLiving(tx, before.userId)) !== null) return "duplicate";
  const now = ctx.clock.now();
  const opens = status === "ACTIVE" || status === "TRIALING";
  const activatedAt = before.activatedAt ?? (opens ? now : null);
  const terms = termsOf(before, paid, now);
  const after = {
    ...terms,
    status,
    boughtPlan: before.activatedAt === null ? terms.plan : before.boughtPlan,
    stripeSubscriptionId: paid.id,
    checkoutUrl: status === "PENDING" ? before.checkoutUrl : null,
    currentPeriodEnd: paid.currentPeriodEnd,
    cancelAtPeriodEnd: paid.cancelAtPeriodEnd,
    pastDueSince: status === "PAST_DUE" ? (before.pastDueSince ?? now) : null,
    upgradedAt:
      before.activatedAt !== null && isLarger(terms.plan, before.plan) ? (before.upgradedAt ?? now) : before.upgradedAt,
    activatedAt,
    endedAt: isLive(status) ? null : (paid.endedAt ?? before.endedAt ?? utcMs(now)),
  };
  await savePlan(tx, before.id, after);
  // A late word on one that was over already says nothing of the plan that came after it.
  if (activatedAt === null || !(isLive(status) || isLive(before.status))) return "recorded";
  const { userId } = before;
  const to = planGiven(after, now);
  const pastDue = status === "PAST_DUE" && before.status !== "PAST_DUE";
  const why = `plan subscription ${before.id} is ${status}`;
  const from = await writePlan(tx, ctx, { userId, plan: to, actorId: null, why });
  if (from !== to || pastDue) await appendEvent(tx, now, { type: "plan.changed", userId, from, to, pastDue });
  return "recorded";
}

type Terms = Pick<PlanSubscription, "plan" | "priceAmount" | "next">;

/**
 * The plan by the service's own price. A smaller one that was chosen is its price at once, since the next invoice shall ask it, but not the plan
 * before the period ends.
 */
function termsOf(before: PlanSubscription, paid: PaidSubscription, now: UtcMs): Terms {
  const plan: PaidPlan | null = planOfProduct(paid.productId);
  invariant(plan !== null && paid.amount !== null, `subscription ${paid.id} is of ${paid.productId}, which is no plan`);
  const { next } = before;
  if (next !== null && now < next.at && (plan === next.plan || plan === before.plan))
    return { plan: before.plan, priceAmount: before.priceAmount, next };
  // The period was renewed at the old price: then it is the old plan's, and the smaller one waits for the next end.
  if (next !== null && plan === before.plan && paid.currentPeriodEnd !== null)
    return { plan, priceAmount: paid.amount, next: { ...next, at: paid.currentPeriodEnd } };
  return { plan, priceAmount: paid.amount, next: null };
}

function nextStatus(before: PlanSubscription, paid: PaidSubscription): SubscriptionStatus {
  if (paid.status === "INCOMPLETE") return "PENDING";
  if (paid.status === "CANCELLED" && before.activatedAt === null) return "EXPIRED";
  return paid.status;
}
