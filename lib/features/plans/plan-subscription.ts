import { PAST_DUE_GRACE_MS, type SubscriptionStatus } from "@/lib/features/subscriptions/subscription";
import type { Minor } from "@/lib/kernel/money";
import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import { DAY_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { PaidPlan } from "@/lib/ports/plan-payments";

/** How long Starter is given back without a question. */
const MONEY_BACK_MS = 30 * DAY_MS;

export interface PlanSubscription {
  readonly id: string;
  readonly userId: string;
  readonly plan: PaidPlan;
  readonly boughtPlan: PaidPlan;
  readonly status: SubscriptionStatus;
  readonly priceAmount: Minor;
  readonly priceCurrency: string;
  readonly stripeCheckoutId: string | null;
  readonly checkoutUrl: string | null;
  readonly stripeSubscriptionId: string | null;
  readonly currentPeriodEnd: UtcMs | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly next: { readonly plan: PaidPlan; readonly amount: Minor; readonly at: UtcMs } | null;
  readonly pastDueSince: UtcMs | null;
  readonly upgradedAt: UtcMs | null;
  readonly moneyBackAt: UtcMs | null;
  readonly moneyBackDoneAt: UtcMs | null;
  readonly createdAt: UtcMs;
  readonly activatedAt: UtcMs | null;
  readonly endedAt: UtcMs | null;
}

/**
 * What a subscription gives at `now`: its plan while it is paid for and for 7 days of a failed renewal, from `next.at` on the smaller one
 * that was chosen; else the trial's limits.
 */
export function planGiven(
  of: Pick<PlanSubscription, "plan" | "status" | "next" | "pastDueSince">,
  now: UtcMs,
): PlatformPlan {
  const paid =
    of.status === "ACTIVE" ||
    of.status === "TRIALING" ||
    (of.status === "PAST_DUE" && of.pastDueSince !== null && now < of.pastDueSince + PAST_DUE_GRACE_MS);
  if (!paid) return "TRIAL";
  return of.next !== null && now >= of.next.at ? of.next.plan : of.plan;
}

/**
 * Until when the money is given back by one click; null: not at all. It is for who began with Starter and is still on it, once a user:
 * `had` says that he took it before.
 */
export function moneyBackUntil(
  of: Pick<PlanSubscription, "plan" | "boughtPlan" | "status" | "upgradedAt" | "activatedAt" | "moneyBackAt">,
  had: boolean,
): UtcMs | null {
  const running = of.status === "ACTIVE" || of.status === "PAST_DUE";
  const onlyStarter = of.plan === "STARTER" && of.boughtPlan === "STARTER" && of.upgradedAt === null;
  if (had || !running || !onlyStarter || of.activatedAt === null || of.moneyBackAt !== null) return null;
  return utcMs(of.activatedAt + MONEY_BACK_MS);
}
