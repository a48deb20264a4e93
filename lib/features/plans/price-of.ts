import { invariant } from "@/lib/kernel/errors";
import { isCurrency, minor } from "@/lib/kernel/money";
import { PLAN_PRICES } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidPlan, PlanPrice } from "@/lib/ports/plan-payments";
import { findManagedPrice } from "./managed-repository.ts";

/** What a month of a plan costs this user: Managed what was agreed on with him. */
export async function priceOf(
  ctx: Pick<Ctx, "db">,
  userId: string,
  plan: PaidPlan,
): Promise<Result<PlanPrice, "conflict">> {
  if (plan !== "MANAGED") return done({ plan, amount: PLAN_PRICES[plan], currency: "USD" });
  const agreed = await findManagedPrice(ctx.db, userId);
  if (agreed === null)
    return refuse("conflict", "Managed is by agreement: say what you need, and we answer with a price.");
  invariant(isCurrency(agreed.currency), `Managed of ${userId} is priced in ${agreed.currency}`);
  return done({ plan, amount: minor(agreed.amount), currency: agreed.currency });
}

/** The price at the payment service. */
export function ensurePriceOf(ctx: Pick<Ctx, "payments">, price: PlanPrice): Promise<string> {
  return ctx.payments.plans.ensurePrice(price, `price:plan:${price.plan}:${price.amount}:${price.currency}`);
}
