import type { Call } from "../call.ts";
import { type Endpoint, listEndpoint } from "../endpoint.ts";
import { StripeFault } from "../fault.ts";
import type { Params } from "../form.ts";
import type { CheckoutSession, Customer, TransferData } from "../objects.ts";
import { expireSession, startSubscription } from "../subscription-cycle.ts";
import { addressOf, readAutomaticTax } from "../tax.ts";
import { newCustomer } from "./customers.ts";
import { amountOff, readDiscount } from "./discounts.ts";

/** Of USD and EUR, which is all that the product sells in or is tested with. */
const CHARGE_MIN = 50;

/** Checkout Sessions in subscription mode. */
export const checkoutEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/checkout/sessions",
    allowed: [
      "mode",
      "line_items",
      "customer",
      "customer_email",
      "client_reference_id",
      "success_url",
      "cancel_url",
      "subscription_data",
      "metadata",
      "expires_at",
      "ui_mode",
      "locale",
      "allow_promotion_codes",
      "discounts",
      "payment_method_collection",
      "billing_address_collection",
      "automatic_tax",
      "customer_update",
      "custom_text",
      "consent_collection",
    ],
    run: createSession,
  },
  { method: "GET", path: "/v1/checkout/sessions/:id", run: (call, _params, id) => call.get("checkout.session", id) },
  {
    method: "POST",
    path: "/v1/checkout/sessions/:id/expire",
    allowed: [],
    run: (call, _params, id) => {
      const session = call.get("checkout.session", id);
      if (session.status !== "open") {
        throw new StripeFault(
          400,
          `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
        );
      }
      return expireSession(call, session);
    },
  },
  listEndpoint("/v1/checkout/sessions", ["customer", "subscription", "status"], (call, params) => {
    const customer = params.optionalText("customer");
    const subscription = params.optionalText("subscription");
    return call
      .rows("checkout.session")
      .filter((session) => customer === null || session.customer === customer)
      .filter((session) => subscription === null || session.subscription === subscription);
  }),
];

function createSession(call: Call, params: Params): CheckoutSession {
  if (params.text("mode") !== "subscription") {
    throw new StripeFault(400, "This stand-in opens sessions in subscription mode only.", { param: "mode" });
  }
  const lines = params.list("line_items").map((line) => {
    const price = call.get("price", line.text("price"));
    if (price.recurring === null) {
      throw new StripeFault(400, "You must provide at least one recurring price in `subscription` mode.", {
        param: "line_items[0]",
      });
    }
    if (!price.active)
      throw new StripeFault(400, `The price specified is inactive: ${price.id}`, { param: "line_items[0][price]" });
    return {
      price: price.id,
      quantity: line.optionalInteger("quantity") ?? 1,
      amount: price.unit_amount,
      currency: price.currency,
    };
  });
  const [first] = lines;
  if (first === undefined)
    throw new StripeFault(400, "You must pass `line_items`.", { code: "parameter_missing", param: "line_items" });
  const given = params.under("subscription_data");
  given.allow([
    "application_fee_percent",
    "transfer_data",
    "metadata",
    "trial_period_days",
    "trial_settings",
    "description",
    "billing_mode",
    "on_behalf_of",
  ]);
  const customerId = params.optionalText("customer");
  if (customerId !== null && call.get("customer", customerId).deleted === true)
    throw new StripeFault(400, `No such customer: '${customerId}'`, { code: "resource_missing", param: "customer" });
  const subtotal = lines.reduce((sum, line) => sum + line.amount * line.quantity, 0);
  const discount = readDiscount(
    call,
    params,
    lines.map((line) => line.price),
    customerId,
  );
  const total = subtotal - (discount === null ? 0 : amountOff(call.get("coupon", discount.coupon), subtotal));
  const dueNow = given.optionalInteger("trial_period_days") === null ? total : 0;
  if (dueNow > 0 && dueNow < CHARGE_MIN) {
    throw new StripeFault(400, "The Checkout Session's total amount due must add up to at least $0.50 usd", {
      code: "amount_too_small",
    });
  }
  const tax = readAutomaticTax(call, params, { customerId, priceIds: lines.map((line) => line.price) });
  const id = call.newId("cs_test", 58);
  const expiresAt = params.optionalInteger("expires_at") ?? call.nowSec + 86_400;
  if (expiresAt < call.nowSec + 1_800 || expiresAt > call.nowSec + 86_400) {
    throw new StripeFault(
      400,
      "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
      { param: "expires_at" },
    );
  }
  return call.put<"checkout.session">({
    id,
    object: "checkout.session",
    created: call.nowSec,
    livemode: false,
    mode: "subscription",
    status: "open",
    payment_status: "unpaid",
    url: `${call.baseUrl}/c/pay/${id}`,
    success_url: params.text("success_url"),
    cancel_url: params.optionalText("cancel_url"),
    client_reference_id: params.optionalText("client_reference_id"),
    customer: customerId === null ? null : call.get("customer", customerId).id,
    customer_email: params.optionalText("customer_email"),
    customer_details: null,
    subscription: null,
    invoice: null,
    payment_intent: null,
    amount_subtotal: subtotal,
    amount_total: total,
    currency: first.currency,
    expires_at: expiresAt,
    metadata: params.metadata(),
    ui_mode: "hosted_page",
    _lines: lines.map(({ price, quantity }) => ({ price, quantity })),
    _subscription: {
      application_fee_percent: given.optionalDecimal("application_fee_percent"),
      transfer_data: readTransferData(call, given),
      metadata: given.metadata(),
      trial_period_days: given.optionalInteger("trial_period_days"),
      description: given.optionalText("description"),
    },
    automatic_tax: {
      enabled: tax.enabled,
      liability: tax.enabled ? { type: "self" } : null,
      disabled_reason: null,
      status: tax.enabled ? "requires_location_inputs" : null,
    },
    total_details: { amount_discount: subtotal - total, amount_shipping: 0, amount_tax: 0 },
    _savesAddress: tax.savesAddress,
    _discount: discount,
  });
}

/** @throws StripeFault as Stripe does when the destination cannot receive transfers */
export function readTransferData(call: Call, params: Params): TransferData | null {
  if (!params.has("transfer_data")) return null;
  const destination = params.under("transfer_data").text("destination");
  const account = call.find("account", destination);
  if (account === null) {
    throw new StripeFault(400, `No such destination: '${destination}'`, {
      code: "resource_missing",
      param: "subscription_data[transfer_data][destination]",
    });
  }
  if (account.capabilities.transfers !== "active") {
    throw new StripeFault(
      400,
      "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments",
      { code: "insufficient_capabilities_for_transfer" },
    );
  }
  return { destination };
}

/** What the Checkout page does with a card. "declined" leaves the session open, as at Stripe. */
export function payCheckout(
  call: Call,
  sessionId: string,
  card: {
    last4: string;
    behaviour: "pays" | "declines" | "declinesLater";
    /** Of the card; each customer has one of his own unless told. */
    fingerprint?: string | undefined;
  },
  /** Where the buyer is (`DE`, `US-NY`), where tax is reckoned; what his customer says unless told, else the United States. */
  place?: string,
): "complete" | "declined" {
  const session = call.get("checkout.session", sessionId);
  if (session.status !== "open") throw new StripeFault(400, `This session is ${session.status}.`);
  if (card.behaviour === "declines") return "declined";
  const customer =
    session.customer === null
      ? newCustomer(call, { email: session.customer_email, name: null })
      : call.get("customer", session.customer);
  const asks = session._savesAddress === true && place !== undefined;
  if (session.automatic_tax?.enabled === true && (asks || customer.address == null))
    customer.address = addressOf(place ?? "US");
  customer._card = { last4: card.last4, behaviour: "pays" };
  customer.invoice_settings.default_payment_method = keepCard(call, customer, card);
  call.put<"customer">(customer);
  const { subscription, invoice } = startSubscription(call, session, customer);
  if (card.behaviour === "declinesLater") {
    customer._card = { last4: card.last4, behaviour: "declines" };
    call.put<"customer">(customer);
  }
  session.status = "complete";
  session.payment_status = invoice.amount_due === 0 ? "no_payment_required" : "paid";
  if (session.automatic_tax?.enabled === true) {
    const amountTax = invoice.total - (invoice.total_excluding_tax ?? invoice.total);
    session.automatic_tax.status = "complete";
    session.total_details = { amount_discount: 0, amount_shipping: 0, ...session.total_details, amount_tax: amountTax };
    session.amount_total = invoice.total;
  }
  session.customer = customer.id;
  session.customer_details = { email: customer.email, name: customer.name };
  session.subscription = subscription.id;
  session.invoice = invoice.id;
  session.url = null;
  call.put<"checkout.session">(session);
  call.emit("customer.subscription.created", subscription);
  call.emit("checkout.session.completed", session);
  return "complete";
}

/** @returns the id of the payment method */
function keepCard(call: Call, customer: Customer, card: { last4: string; fingerprint?: string | undefined }): string {
  return call.put<"payment_method">({
    id: call.newId("pm"),
    object: "payment_method",
    created: call.nowSec,
    livemode: false,
    type: "card",
    customer: customer.id,
    card: {
      brand: "visa",
      last4: card.last4,
      exp_month: 12,
      exp_year: 2034,
      fingerprint: card.fingerprint ?? `fp${customer.id.slice(4)}`,
      country: "US",
    },
    billing_details: { email: customer.email, name: customer.name, phone: null, address: null },
    metadata: {},
  }).id;
}
