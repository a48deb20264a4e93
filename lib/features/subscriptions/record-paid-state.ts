import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidSubscription } from "@/lib/ports/payments";
import { changeTerms } from "./change-terms.ts";
import { findForSale, findIdByPaid, findLive, lockById, saveCancelReason, savePaidTo, type Tx } from "./repository.ts";
import { isLive, STRATEGY_CLOSED, type Subscription, type SubscriptionStatus, TRIAL_USED } from "./subscription.ts";
import { claimTrial } from "./trial-repository.ts";

/**
 * "duplicate": paid for a second time; the caller ends it and gives the money back. "closed": so does he where its strategy was closed before
 * it began. "trial_used": this user or card had its trial; the caller ends it, nothing was charged. "unknown": none of ours.
 */
export type PaidStateOutcome = "recorded" | "duplicate" | "closed" | "trial_used" | "unknown";

/**
 * Writes what the payment service says of a subscription, as it was just read from there. Any order and any number of calls end in the
 * state of the last reading; the caller holds the lock of that subscription, so that readings do not overtake each other. `givenBack`: the
 * caller has done what "closed" asks for.
 */
export async function recordPaidState(
  ctx: Ctx,
  tx: Tx,
  paid: PaidSubscription,
  { givenBack = false }: { readonly givenBack?: boolean } = {},
): Promise<PaidStateOutcome> {
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
  // Also one that is over by now: who gave its money back may have died before.
  const isNew = before.activatedAt === null && before.stripeSubscriptionId === null && status !== "PENDING";
  if (!givenBack && isNew && (await findForSale(tx, before.strategyId))?.status === "ARCHIVED") {
    await saveCancelReason(tx, before.id, STRATEGY_CLOSED);
    return "closed";
  }
  if (status === "TRIALING" && before.activatedAt === null) {
    const { userId, strategyId, id: subscriptionId } = before;
    const { cardFingerprint } = paid;
    if (!(await claimTrial(tx, { userId, strategyId, subscriptionId, cardFingerprint }, now))) {
      await saveCancelReason(tx, subscriptionId, TRIAL_USED);
      return "trial_used";
    }
  }
  await savePaidTo(tx, before.id, paid.destination);
  await changeTerms(
    ctx,
    tx,
    before,
    {
      status,
      stripeSubscriptionId: paid.id,
      checkoutUrl: status === "PENDING" ? before.checkoutUrl : null,
      // While renewals wait the service's periods go on unpaid.
      currentPeriodEnd:
        paid.renewalsHeld !== null ? (before.currentPeriodEnd ?? paid.currentPeriodEnd) : paid.currentPeriodEnd,
      renewalHeldAt: paid.renewalsHeld !== null && isLive(status) ? (before.renewalHeldAt ?? now) : null,
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
