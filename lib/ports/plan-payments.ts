import type { Currency, Minor } from "@/lib/kernel/money";
import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import type { UtcMs } from "@/lib/kernel/time";
import type { CheckoutState } from "./payments.ts";

export type PaidPlan = Exclude<PlatformPlan, "TRIAL">;

/** A month of a plan. Managed has as many prices as were agreed on. */
export interface PlanPrice {
  readonly plan: PaidPlan;
  readonly amount: Minor;
  readonly currency: Currency;
}

export interface PlanCheckoutOrder {
  /** Ours; it stands in the subscription's metadata and on its invoices. */
  readonly planSubscriptionId: string;
  readonly customerId: string;
  readonly priceId: string;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/** What a change of the price costs at once, line by line. */
export interface ChangePreview {
  /** What the card is charged, after any credit. */
  readonly amountDue: Minor;
  readonly currency: Currency;
  /** Negative: time given back. */
  readonly lines: readonly { readonly text: string; readonly amount: Minor }[];
}

/** What the platform sells itself: nobody else has a share in it. Rules of keys and faults as in Payments. */
export interface PlanPayments {
  /** The price of a plan at this amount, made when it is new. */
  ensurePrice(price: PlanPrice, key: string): Promise<string>;
  /** Without a destination: all of it is the platform's. */
  openCheckout(order: PlanCheckoutOrder, key: string): Promise<CheckoutState>;
  /** What moving to `priceId` costs when the old price ends at `at`; the change at the same `at` costs the same. Null: no such subscription. */
  previewChange(paidSubscriptionId: string, priceId: string, at: UtcMs): Promise<ChangePreview | null>;
  /** Moves to `priceId` and charges what `previewChange` said. "declined": the card was, and nothing has changed. */
  changeNow(
    change: { readonly paidSubscriptionId: string; readonly priceId: string; readonly at: UtcMs },
    key: string,
  ): Promise<"done" | "declined">;
}

/** The plan that a product at the service stands for; null: it is a strategy's. */
export function planOfProduct(productId: string | null): PaidPlan | null {
  return PLAN_PRODUCTS.find(([, id]) => id === productId)?.[0] ?? null;
}

export function productOfPlan(plan: PaidPlan): string {
  return `plan_${plan.toLowerCase()}`;
}

const PLAN_PRODUCTS = (["STARTER", "PRO", "MANAGED"] as const).map((plan) => [plan, productOfPlan(plan)] as const);
