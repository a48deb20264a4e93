import { type Money, minor, SALE_CURRENCY } from "@/lib/kernel/money";
import { toIso, type UtcMs } from "@/lib/kernel/time";
import type { UpgradePreview } from "./preview-upgrade.ts";
import type { PlanView } from "./queries.ts";

/** Plans as the API tells them (SPEC 8): money with its currency, times as ISO texts. Pages take the plain numbers. */
export function planAnswer({ trialEndsAt, currentPeriodEnd, moneyBackUntil, amount, next, prices, ...same }: PlanView) {
  const { STARTER, PRO, MANAGED } = prices;
  return {
    ...same,
    trialEndsAt: iso(trialEndsAt),
    amount: dollars(amount),
    currentPeriodEnd: iso(currentPeriodEnd),
    next: next === null ? null : { plan: next.plan, amount: dollars(next.amount), at: iso(next.at) },
    moneyBackUntil: iso(moneyBackUntil),
    prices: { STARTER: dollars(STARTER), PRO: dollars(PRO), MANAGED: dollars(MANAGED) },
  };
}

/** `at` and `amountDue` are given back as they are to agree. */
export function previewAnswer({ plan, at, amountDue, currency, lines, monthly }: UpgradePreview) {
  return {
    plan,
    at: toIso(at),
    amountDue: { amount: amountDue, currency },
    lines: lines.map(({ text, amount }) => ({ text, amount: { amount, currency } })),
    monthly: { amount: monthly, currency },
  };
}

/** null: at once. */
export function iso(at: UtcMs | null): string | null {
  return at === null ? null : toIso(at);
}

function dollars(amount: number | null): Money | null {
  return amount === null ? null : { amount: minor(amount), currency: SALE_CURRENCY };
}
