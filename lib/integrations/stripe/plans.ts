import Stripe from "stripe";
import { invariant } from "@/lib/kernel/errors";
import { minor } from "@/lib/kernel/money";
import { PLAN_NAMES } from "@/lib/kernel/platform-plan";
import type { UtcMs } from "@/lib/kernel/time";
import type { CheckoutState } from "@/lib/ports/payments";
import {
  type ChangePreview,
  type PlanCheckoutOrder,
  type PlanPayments,
  type PlanPrice,
  productOfPlan,
} from "@/lib/ports/plan-payments";
import { keyAfter, priceHolding } from "./prices.ts";
import { toCheckout, toCurrency } from "./shapes.ts";
import type { StripeCalls } from "./stripe-calls.ts";
import { AUTOMATIC_TAX, TAX_ON_TOP, taxablePrice } from "./tax.ts";

/** The platform's own plans: subscriptions without destination and without fee. */
export function stripePlans(calls: StripeCalls, automaticTax: boolean): PlanPayments {
  return {
    ensurePrice: (price, key) => ensurePrice(calls, price, key, automaticTax),
    openCheckout: (order, key) => openCheckout(calls, order, key, automaticTax),
    previewChange: (id, priceId, at) => previewChange(calls, id, priceId, at),
    changeNow: ({ paidSubscriptionId, priceId, at }, key) => changeNow(calls, paidSubscriptionId, priceId, at, key),
  };
}

async function ensurePrice(
  calls: StripeCalls,
  { plan, amount, currency }: PlanPrice,
  key: string,
  automaticTax: boolean,
): Promise<string> {
  const lookupKey = `plan:${plan}:${amount}:${currency}`;
  const present = await priceHolding(calls, lookupKey);
  if (present?.active === true) return taxablePrice(calls, present, automaticTax);
  const id = productOfPlan(plan);
  if ((await calls.read(() => calls.stripe.products.retrieve(id))) === null) {
    const product = { id, name: `Heliograph ${PLAN_NAMES[plan]}`, metadata: { plan } };
    await calls.send("product", id, `product:${id}`, product, (options) =>
      calls.stripe.products.create(product, options),
    );
  }
  const body = {
    product: id,
    currency: currency.toLowerCase(),
    unit_amount: amount,
    recurring: { interval: "month" },
    lookup_key: lookupKey,
    ...(present === null ? {} : { transfer_lookup_key: true }),
    ...(automaticTax ? TAX_ON_TOP : {}),
  } as const;
  const made = await calls.send("price", id, keyAfter(key, present), body, (options) =>
    calls.stripe.prices.create(body, options),
  );
  return made.id;
}

async function openCheckout(
  calls: StripeCalls,
  order: PlanCheckoutOrder,
  key: string,
  automaticTax: boolean,
): Promise<CheckoutState> {
  const { planSubscriptionId } = order;
  const metadata = { planSubscriptionId };
  const body = {
    mode: "subscription",
    customer: order.customerId,
    client_reference_id: planSubscriptionId,
    line_items: [{ price: order.priceId, quantity: 1 }],
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
    metadata,
    ...(automaticTax ? AUTOMATIC_TAX : {}),
    subscription_data: { metadata },
  } as const;
  const session = await calls.send("checkout", planSubscriptionId, key, body, (options) =>
    calls.stripe.checkout.sessions.create({ ...body, line_items: [...body.line_items] }, options),
  );
  return toCheckout(session);
}

async function previewChange(
  calls: StripeCalls,
  id: string,
  priceId: string,
  at: UtcMs,
): Promise<ChangePreview | null> {
  const item = await itemOf(calls, id);
  if (item === null) return null;
  const preview = await calls.read(() =>
    calls.stripe.invoices.createPreview({
      subscription: id,
      subscription_details: {
        items: [{ id: item.id, price: priceId }],
        proration_behavior: "always_invoice",
        proration_date: toSec(at),
      },
    }),
  );
  if (preview === null) return null;
  const tax = (preview.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
  return {
    amountDue: minor(preview.amount_due),
    currency: toCurrency(preview.currency),
    lines: [
      ...preview.lines.data.map((line) => ({ text: line.description ?? "", amount: minor(line.amount) })),
      ...(tax === 0 ? [] : [{ text: "Tax", amount: minor(tax) }]),
    ],
  };
}

async function changeNow(
  calls: StripeCalls,
  id: string,
  priceId: string,
  at: UtcMs,
  key: string,
): Promise<"done" | "declined"> {
  const item = await itemOf(calls, id);
  invariant(item !== null, `subscription ${id} has no item whose price could change`);
  if (item.priceId === priceId) return "done";
  const body: Stripe.SubscriptionUpdateParams = {
    items: [{ id: item.id, price: priceId }],
    proration_behavior: "always_invoice",
    proration_date: toSec(at),
    // Else a declined card would have the larger plan, and a subscription past due.
    payment_behavior: "error_if_incomplete",
  };
  try {
    await calls.send("subscription.plan", id, key, body, (options) =>
      calls.stripe.subscriptions.update(id, body, options),
    );
    return "done";
  } catch (error) {
    if (error instanceof Error && error.cause instanceof Stripe.errors.StripeCardError) return "declined";
    throw error;
  }
}

async function itemOf(calls: StripeCalls, id: string): Promise<{ id: string; priceId: string } | null> {
  const subscription = await calls.read(() => calls.stripe.subscriptions.retrieve(id));
  const item = subscription?.items.data[0];
  return item === undefined ? null : { id: item.id, priceId: item.price.id };
}

/** Stripe prorates by the second. */
function toSec(at: UtcMs): number {
  return Math.floor(at / 1_000);
}
