import type { CheckoutOrder, CheckoutState } from "@/lib/ports/payments";
import { toCheckout } from "./shapes.ts";
import type { StripeCalls } from "./stripe-calls.ts";
import { AUTOMATIC_TAX } from "./tax.ts";

/** A page where a subscription is paid: a destination charge with the platform's fee. `taxed`: the service reckons the tax on top. */
export async function openCheckout(
  calls: StripeCalls,
  order: CheckoutOrder,
  taxed: boolean,
  key: string,
): Promise<CheckoutState> {
  const metadata = { subscriptionId: order.subscriptionId, strategyId: order.strategyId };
  const body = {
    mode: "subscription",
    customer: order.customerId,
    client_reference_id: order.subscriptionId,
    line_items: [{ price: order.priceId, quantity: 1 }],
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
    metadata,
    ...(taxed ? AUTOMATIC_TAX : {}),
    ...(order.couponId === null ? {} : { discounts: [{ coupon: order.couponId }] }),
    subscription_data: {
      application_fee_percent: order.platformFeePercent,
      transfer_data: { destination: order.destination },
      metadata,
      ...(order.trialDays === 0 ? {} : trialOf(order.trialDays)),
    },
  } as const;
  const session = await calls.send("checkout", order.subscriptionId, key, body, (options) =>
    calls.stripe.checkout.sessions.create({ ...body, line_items: [...body.line_items] }, options),
  );
  return toCheckout(session);
}

/** Null when there is none of this id. */
export async function readCheckout(calls: StripeCalls, id: string): Promise<CheckoutState | null> {
  const session = await calls.read(() => calls.stripe.checkout.sessions.retrieve(id));
  return session === null ? null : toCheckout(session);
}

/** Closes the page, if it still stands open. */
export async function expireCheckout(calls: StripeCalls, id: string, key: string): Promise<void> {
  const session = await readCheckout(calls, id);
  if (session?.status !== "OPEN") return;
  await calls.send("checkout.expire", id, key, {}, (options) => calls.stripe.checkout.sessions.expire(id, {}, options));
}

function trialOf(days: number) {
  return {
    trial_period_days: days,
    trial_settings: { end_behavior: { missing_payment_method: "cancel" } },
  } as const;
}
