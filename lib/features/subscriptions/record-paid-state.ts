import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidSubscription } from "@/lib/ports/payments";
import { changeTerms } from "./change-terms.ts";
import { findIdByPaid, findLive, lockById, saveCancelReason, type Tx } from "./repository.ts";
import { isLive, type Subscription, type SubscriptionStatus, TRIAL_USED } from "./subscription.ts";
import { claimTrial } from "./trial-repository.ts";

/**
 * "duplicate": paid for a second time; the caller ends it and gives the money back. "trial_used": this user or card had its trial; the caller
 * ends it, nothing was charged. "unknown": none of ours.
 */
export type PaidStateOutcome = "recorded" | "duplicate" | "trial_used" | "unknown";

/**
 * Writes what the payment service says of a subscription, as it was just read from there. Any order and any number of calls end in the
 * state of the last reading; the caller holds the lock of that subscription, so that readings do not overtake each other.
 */
export async function recordPaidState(ctx: Ctx, tx: Tx, paid: PaidSubscription): Promise<PaidStateOutcome> {
  const id = await findIdByPaid(tx, paid);
  const before = id === null ? null : await lockById(tx, id);
  if (before === null) return "unknown";
  if (before.stripeSubscriptionId !== null && before.stripeSubscriptionId !== paid.id) return "duplicate";
  const status = nextStatus(before, paid);
  if (isLive(status) && !isLive(before.status)) {
    const other = await findLive(tx, before.userId, before.strategyId);
    if (other !== null) return "duplicate";
  }
  const now = ctx.clock.now();
  if (status === "TRIALING" && before.activatedAt === null) {
    const { userId, strategyId, id: subscriptionId } = before;
    const { cardFingerprint } = paid;
    if (!(await claimTrial(tx, { userId, strategyId, subscriptionId, cardFingerprint }, now))) {
      await saveCancelReason(tx, subscriptionId, TRIAL_USED);
      return "trial_used";
    }
  }
  await changeTerms(
    ctx,
    tx,
    before,
    {
      status,
      stripeSubscriptionId: paid.id,
      checkoutUrl: status === "PENDING" ? before.checkoutUrl : null,
      // While renewals wait the service's periods go on unpaid.
      currentPeriodEnd: paid.renewalsHeld ? (before.currentPeriodEnd ?? paid.currentPeriodEnd) : paid.currentPeriodEnd,
      renewalHeldAt: paid.renewalsHeld && isLive(status) ? (before.renewalHeldAt ?? now) : null,
      trialEndsAt: paid.trialEndsAt,
      cancelAtPeriodEnd: paid.cancelAtPeriodEnd,
      pastDueSince: status === "PAST_DUE" ? (before.pastDueSince ?? now) : null,
      endedAt: isLive(status) ? null : (paid.endedAt ?? before.endedAt ?? utcMs(now)),
    },
    now,
  );
  return "recorded";
}

function nextStatus(before: Subscription, paid: PaidSubscription): SubscriptionStatus {
  if (paid.status === "INCOMPLETE") return "PENDING";
  if (paid.status === "CANCELLED" && before.activatedAt === null) return "EXPIRED";
  return paid.status;
}
