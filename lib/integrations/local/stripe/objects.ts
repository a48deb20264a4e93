/**
 * The objects that the stand-in keeps, in the shapes of Stripe's API 2026-10-28 as far as the product reads them. References are ids;
 * `expand` replaces them while rendering. Times are Unix seconds, amounts minor units. Names that begin with "_" never leave the server.
 */
import type { Base, Metadata } from "./base-object.ts";
import type {
  Account,
  AccountLink,
  ApplicationFee,
  BalanceTransaction,
  Charge,
  Dispute,
  FeeRefund,
  Payout,
  Refund,
  Transfer,
  TransferReversal,
} from "./money-objects.ts";
import type { Address, AutomaticTax } from "./tax-objects.ts";

export type * from "./money-objects.ts";
export type * from "./tax-objects.ts";

export interface Product extends Base {
  object: "product";
  active: boolean;
  name: string;
  description: string | null;
  metadata: Metadata;
  default_price: null;
  images: string[];
  type: "service";
  updated: number;
  url: null;
}

export interface Recurring {
  interval: "day" | "week" | "month" | "year";
  interval_count: number;
  usage_type: "licensed";
  trial_period_days: null;
  meter: null;
}

export interface Price extends Base {
  object: "price";
  active: boolean;
  billing_scheme: "per_unit";
  currency: string;
  lookup_key: string | null;
  metadata: Metadata;
  nickname: string | null;
  product: string;
  recurring: Recurring | null;
  tax_behavior: "unspecified" | "exclusive";
  tiers_mode: null;
  type: "recurring" | "one_time";
  unit_amount: number;
  unit_amount_decimal: string;
}

export interface Customer extends Base {
  object: "customer";
  /** Its id stays, and nothing is sold to it any more. */
  deleted?: boolean;
  address?: Address | null;
  /** Minor units; negative: a credit that the next invoices use. */
  balance: number;
  email: string | null;
  name: string | null;
  description: string | null;
  metadata: Metadata;
  invoice_settings: {
    default_payment_method: string | null;
    custom_fields: null;
    footer: null;
    rendering_options: null;
  };
  default_source: null;
  shipping: null;
  /** What the customer's card does: pays, or is declined from the next charge on. */
  _card: { last4: string; behaviour: "pays" | "declines" } | null;
}

export interface PaymentMethod extends Base {
  object: "payment_method";
  type: "card";
  customer: string;
  card: { brand: "visa"; last4: string; exp_month: number; exp_year: number; fingerprint: string; country: "US" };
  billing_details: { email: string | null; name: string | null; phone: null; address: null };
  metadata: Metadata;
}

export interface Coupon extends Base {
  object: "coupon";
  amount_off: number | null;
  currency: string | null;
  duration: "once" | "repeating" | "forever";
  duration_in_months: number | null;
  max_redemptions: number | null;
  metadata: Metadata;
  name: string | null;
  percent_off: number | null;
  redeem_by: number | null;
  times_redeemed: number;
  valid: boolean;
  /** Products it is for; null: all. Shown when `applies_to` is expanded. */
  _products: string[] | null;
}

export interface PromotionCode extends Base {
  object: "promotion_code";
  active: boolean;
  code: string;
  customer: string | null;
  expires_at: number | null;
  max_redemptions: number | null;
  metadata: Metadata;
  promotion: { type: "coupon"; coupon: string };
  restrictions: { first_time_transaction: boolean; minimum_amount: null; minimum_amount_currency: null };
  times_redeemed: number;
}

/** A coupon at work on a subscription. */
export interface Discount extends Base {
  object: "discount";
  checkout_session: string | null;
  customer: string;
  end: number | null;
  invoice: null;
  invoice_item: null;
  promotion_code: string | null;
  source: { type: "coupon"; coupon: string };
  start: number;
  subscription: string;
  subscription_item: null;
}

export interface TransferData {
  destination: string;
  amount_percent?: number | null;
}

export interface CheckoutSession extends Base {
  object: "checkout.session";
  mode: "subscription";
  status: "open" | "complete" | "expired";
  payment_status: "paid" | "unpaid" | "no_payment_required";
  url: string | null;
  success_url: string;
  cancel_url: string | null;
  client_reference_id: string | null;
  customer: string | null;
  customer_email: string | null;
  customer_details: { email: string | null; name: string | null } | null;
  subscription: string | null;
  invoice: string | null;
  payment_intent: null;
  amount_subtotal: number;
  amount_total: number;
  currency: string;
  expires_at: number;
  metadata: Metadata;
  ui_mode: "hosted_page";
  _lines: { price: string; quantity: number }[];
  _subscription: {
    application_fee_percent: number | null;
    transfer_data: TransferData | null;
    metadata: Metadata;
    trial_period_days: number | null;
    description: string | null;
  };
  automatic_tax?: AutomaticTax;
  total_details?: { amount_discount: number; amount_shipping: number; amount_tax: number };
  /** Whether the address that is entered is kept with the customer. */
  _savesAddress?: boolean;
  /** What was given at its creation; absent in rows from before. */
  _discount?: { coupon: string; promotionCode: string | null } | null;
}

export interface SubscriptionItem {
  id: string;
  object: "subscription_item";
  created: number;
  current_period_start: number;
  current_period_end: number;
  metadata: Metadata;
  price: Price;
  quantity: number;
  subscription: string;
  discounts: never[];
  tax_rates: never[];
}

export type SubscriptionStatus = "incomplete" | "trialing" | "active" | "past_due" | "canceled" | "unpaid" | "paused";

export interface Subscription extends Base {
  object: "subscription";
  status: SubscriptionStatus;
  application_fee_percent: number | null;
  automatic_tax?: AutomaticTax;
  billing_cycle_anchor: number;
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  cancellation_details: { comment: string | null; feedback: null; reason: string | null };
  collection_method: "charge_automatically";
  currency: string;
  customer: string;
  default_payment_method: string | null;
  description: string | null;
  discounts: string[];
  ended_at: number | null;
  items: { object: "list"; data: SubscriptionItem[]; has_more: false; url: string };
  latest_invoice: string | null;
  metadata: Metadata;
  on_behalf_of: null;
  pause_collection: { behavior: "void" | "keep_as_draft" | "mark_uncollectible"; resumes_at: number | null } | null;
  start_date: number;
  transfer_data: TransferData | null;
  trial_start: number | null;
  trial_end: number | null;
  /** When a failed renewal is tried again. */
  _retryAt: number | null;
  /** The day of month (or weekday) that periods are counted from, so that 31 January renews on 28 February and 31 March. */
  _periods: number;
}

export interface Invoice extends Base {
  object: "invoice";
  number: string;
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  billing_reason: "subscription_create" | "subscription_cycle" | "subscription_update";
  collection_method: "charge_automatically";
  currency: string;
  customer: string;
  customer_email: string | null;
  description: string | null;
  automatic_tax?: AutomaticTax;
  subtotal: number;
  subtotal_excluding_tax?: number;
  total: number;
  total_excluding_tax?: number;
  total_taxes?: readonly object[];
  total_discount_amounts?: { amount: number; discount: string }[];
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  /** The customer's balance before and after: negative is a credit. */
  starting_balance: number;
  ending_balance: number | null;
  attempt_count: number;
  attempted: boolean;
  hosted_invoice_url: string;
  invoice_pdf: string;
  period_start: number;
  period_end: number;
  next_payment_attempt: number | null;
  metadata: Metadata;
  parent: {
    type: "subscription_details";
    quote_details: null;
    subscription_details: { subscription: string; metadata: Metadata };
  };
  lines: { object: "list"; data: object[]; has_more: false; url: string };
  status_transitions: {
    finalized_at: number | null;
    paid_at: number | null;
    voided_at: number | null;
    marked_uncollectible_at: null;
  };
}

export interface InvoicePayment extends Base {
  object: "invoice_payment";
  amount_paid: number | null;
  amount_requested: number;
  currency: string;
  invoice: string;
  is_default: true;
  payment: { type: "payment_intent"; payment_intent: string };
  status: "open" | "paid" | "canceled";
  status_transitions: { paid_at: number | null; canceled_at: number | null };
}

export interface PaymentIntent extends Base {
  object: "payment_intent";
  amount: number;
  amount_received: number;
  application_fee_amount: number | null;
  currency: string;
  customer: string;
  latest_charge: string | null;
  last_payment_error: { code: string; decline_code: string; message: string; type: "card_error" } | null;
  metadata: Metadata;
  status: "succeeded" | "requires_payment_method";
  transfer_data: { destination: string } | null;
}

export interface PortalSession extends Base {
  object: "billing_portal.session";
  configuration: string;
  customer: string;
  flow: null;
  locale: null;
  on_behalf_of: null;
  return_url: string | null;
  url: string;
}

export interface StoredEvent extends Base {
  object: "event";
  account?: string;
  api_version: string;
  data: { object: object; previous_attributes?: object };
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

/** One delivery of one event to our webhook address. */
export interface Delivery {
  id: string;
  object: "_delivery";
  event: string;
  attempts: number;
  /** Machine time in ms; null once it needs no more tries. */
  dueAt: number | null;
  lastStatus: number | null;
}

/** The first answer under an idempotency key. */
export interface KeptAnswer {
  id: string;
  object: "_answer";
  fingerprint: string;
  status: number;
  body: string;
  at: number;
}

export interface Tables {
  product: Product;
  price: Price;
  customer: Customer;
  payment_method: PaymentMethod;
  coupon: Coupon;
  promotion_code: PromotionCode;
  discount: Discount;
  "checkout.session": CheckoutSession;
  subscription: Subscription;
  invoice: Invoice;
  invoice_payment: InvoicePayment;
  payment_intent: PaymentIntent;
  charge: Charge;
  transfer: Transfer;
  transfer_reversal: TransferReversal;
  application_fee: ApplicationFee;
  fee_refund: FeeRefund;
  refund: Refund;
  dispute: Dispute;
  payout: Payout;
  balance_transaction: BalanceTransaction;
  account: Account;
  account_link: AccountLink;
  "billing_portal.session": PortalSession;
  event: StoredEvent;
  _delivery: Delivery;
  _answer: KeptAnswer;
}

export type Kind = keyof Tables;

/** What an id names, by its prefix. */
export const KIND_BY_PREFIX: Readonly<Record<string, Kind>> = {
  prod: "product",
  price: "price",
  promo: "promotion_code",
  di: "discount",
  cus: "customer",
  pm: "payment_method",
  cs_test: "checkout.session",
  sub: "subscription",
  in: "invoice",
  inpay: "invoice_payment",
  pi: "payment_intent",
  ch: "charge",
  py: "charge",
  tr: "transfer",
  trr: "transfer_reversal",
  fee: "application_fee",
  fr: "fee_refund",
  re: "refund",
  dp: "dispute",
  po: "payout",
  txn: "balance_transaction",
  acct: "account",
};
