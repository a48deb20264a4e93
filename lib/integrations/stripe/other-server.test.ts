import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import { listenOnLoopback } from "@/lib/testing/listen-on-loopback";
import { StripePayments } from "./stripe-payments.ts";

/** Answers by method and path; any other is a 404 without a code, as of a server that is not Stripe's own. */
let answers: Readonly<Record<string, object>> = {};
/** Every answer has this status. */
let fails: number | null = null;
/** What was written down of each request: may it be repeated under another key? */
let repeatable: (boolean | null)[] = [];
let server: { readonly url: string; close(): Promise<void> };
let payments: StripePayments;

beforeAll(async () => {
  const http = createServer((request, response) => {
    const said = `${request.method} ${new URL(request.url ?? "", "http://x").pathname}`;
    const answer = answers[said];
    const missing = { error: { type: "invalid_request_error", message: "Not found" } };
    response.writeHead(fails ?? (answer === undefined ? 404 : 200), { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? missing));
  });
  server = await listenOnLoopback(http);
  payments = new StripePayments({
    secretKey: "sk_test_other",
    secrets: { platform: "whsec_a", connect: "whsec_b" },
    apiBase: server.url,
    requests: {
      begin: ({ key }) => Promise.resolve(key),
      finish: (_, outcome) => {
        repeatable.push("mayRepeat" in outcome ? outcome.mayRepeat : null);
        return Promise.resolve();
      },
    },
    networkRetries: 0,
  });
});
afterAll(() => server.close());
beforeEach(() => {
  answers = {};
  fails = null;
  repeatable = [];
});

const listOf = (...data: object[]) => ({ object: "list", data });

it("reads a subscription without the fields that are null, and one of an API from before 2025-03", async () => {
  answers = {
    "GET /v1/subscriptions/sub_lean": {
      id: "sub_lean",
      object: "subscription",
      status: "active",
      items: listOf({
        id: "si_1",
        current_period_end: 1_800_000_000,
        price: { id: "price_1", product: "str_1", unit_amount: 9_999 },
      }),
    },
    "GET /v1/subscriptions/sub_older": {
      id: "sub_older",
      object: "subscription",
      status: "trialing",
      current_period_end: 1_800_000_000,
      trial_end: 1_800_000_000,
      cancel_at: null,
      cancel_at_period_end: false,
      pause_collection: null,
      metadata: { subscriptionId: "sub_ours" },
      items: listOf({ id: "si_1", price: { id: "price_1", product: { id: "str_1" }, unit_amount: 9_999 } }),
    },
  };
  expect(await payments.getSubscription("sub_lean")).toEqual({
    id: "sub_lean",
    status: "ACTIVE",
    subscriptionId: null,
    currentPeriodEnd: 1_800_000_000_000,
    trialEndsAt: null,
    cancelAtPeriodEnd: false,
    renewalsHeld: null,
    endedAt: null,
    latestInvoiceId: null,
    destination: null,
    cardFingerprint: null,
    planSubscriptionId: null,
    productId: "str_1",
    amount: 9_999,
  });
  expect(await payments.getSubscription("sub_older")).toMatchObject({
    status: "TRIALING",
    subscriptionId: "sub_ours",
    currentPeriodEnd: 1_800_000_000_000,
    trialEndsAt: 1_800_000_000_000,
    productId: "str_1",
  });
  expect(await payments.getSubscription("sub_gone")).toBeNull();
});

it.each([
  [
    "the flag and the date, as of classic billing",
    { cancel_at_period_end: true, cancel_at: 1_800_000_000 },
    true,
    1_800_000_000,
  ],
  ["the flag alone", { cancel_at_period_end: true, cancel_at: null }, true, 1_800_000_000],
  [
    "the date alone, as of flexible billing",
    { cancel_at_period_end: false, cancel_at: 1_800_000_000 },
    true,
    1_800_000_000,
  ],
  ["a day within the period", { cancel_at_period_end: false, cancel_at: 1_799_000_000 }, true, 1_799_000_000],
  ["a day of a later period", { cancel_at_period_end: false, cancel_at: 1_900_000_000 }, false, 1_800_000_000],
])("reads the end of a subscription from %s", async (_, said, cancelAtPeriodEnd, end) => {
  answers = {
    "GET /v1/subscriptions/sub_1": {
      id: "sub_1",
      object: "subscription",
      status: "active",
      metadata: {},
      items: listOf({ id: "si_1", current_period_end: 1_800_000_000, price: { id: "price_1", product: "str_1" } }),
      ...said,
    },
  };
  expect(await payments.getSubscription("sub_1")).toMatchObject({ cancelAtPeriodEnd, currentPeriodEnd: end * 1_000 });
});

const CHARGE = {
  id: "ch_1",
  object: "charge",
  status: "succeeded",
  amount: 9_999,
  currency: "usd",
  created: 1_700_000_000,
  application_fee: "fee_1",
  balance_transaction: "txn_1",
  transfer: "tr_1",
  transfer_data: { amount: null, destination: { id: "acct_1", object: "account" } },
};
const PARTS = {
  "GET /v1/charges/ch_1": CHARGE,
  "GET /v1/balance_transactions/txn_1": { id: "txn_1", fee: 320, amount: 9_999 },
  "GET /v1/transfers/tr_1": { id: "tr_1", amount: 9_999, destination: "acct_1" },
  "GET /v1/application_fees/fee_1": { id: "fee_1", amount: 2_000 },
  "GET /v1/refunds": listOf({ id: "re_1", amount: 3_333, created: 1_700_000_100, status: "succeeded", charge: "ch_1" }),
  "GET /v1/transfers/tr_1/reversals": listOf({
    id: "trr_1",
    amount: 3_333,
    created: 1_700_000_100,
    source_refund: "re_1",
  }),
  "GET /v1/application_fees/fee_1/refunds": listOf({ id: "fr_1", amount: 667, created: 1_700_000_100 }),
};

it("reads each part of a charge by its id where none is read along, and never a charge without them", async () => {
  answers = PARTS;
  expect(await payments.getCharge("ch_1")).toEqual({
    id: "ch_1",
    amount: 9_999,
    currency: "USD",
    at: 1_700_000_000_000,
    platformFee: 2_000,
    destination: "acct_1",
    processing: { id: "txn_1", amount: 320 },
    disputeIds: [],
    transferId: "tr_1",
    refunds: [{ id: "re_1", amount: 3_333, at: 1_700_000_100_000, failed: false }],
    reversals: [{ id: "trr_1", amount: 3_333, at: 1_700_000_100_000, refundId: "re_1" }],
    feeRefunds: [{ id: "fr_1", amount: 667, at: 1_700_000_100_000 }],
  });
  // A balance that is kept in another currency than was paid.
  answers = { ...PARTS, "GET /v1/balance_transactions/txn_1": { id: "txn_1", fee: 350, currency: "eur" } };
  expect(await payments.getCharge("ch_1")).toMatchObject({ processing: { amount: 350, currency: "EUR" } });
  // Not sent yet, for the platform's balance is too small.
  const waiting = listOf({ id: "re_1", amount: 3_333, created: 1_700_000_100, status: "pending", charge: "ch_1" });
  answers = { ...PARTS, "GET /v1/refunds": waiting };
  expect(await payments.getCharge("ch_1")).toMatchObject({ refunds: [{ id: "re_1", failed: false, waits: true }] });
  const { "GET /v1/transfers/tr_1": _, ...others } = PARTS;
  answers = others;
  await expect(payments.getCharge("ch_1")).rejects.toMatchObject({ code: "invariant" });
});

const INVOICE = {
  id: "in_1",
  object: "invoice",
  status: "paid",
  total: 9_999,
  currency: "usd",
  created: 1_700_000_000,
};

it.each([
  [
    "an invoice of today, its payment's intent not read along",
    {
      parent: {
        type: "subscription_details",
        subscription_details: { subscription: "sub_1", metadata: { subscriptionId: "ours" } },
      },
      payments: listOf({ id: "inpay_1", status: "paid", payment: { type: "payment_intent", payment_intent: "pi_1" } }),
    },
    "ours",
  ],
  ["its payments not read along", { parent: { subscription_details: { subscription: { id: "sub_1" } } } }, null],
  [
    "its lines alone naming the subscription",
    {
      parent: null,
      lines: listOf({
        id: "il_1",
        amount: 9_999,
        parent: {
          type: "subscription_item_details",
          subscription_item_details: { subscription: "sub_1", subscription_item: "si_1" },
        },
        pricing: { type: "price_details", price_details: { price: "price_1", product: "str_1" } },
      }),
    },
    null,
  ],
  [
    "one of an API from before 2025-03",
    {
      subscription: "sub_1",
      subscription_details: { metadata: { subscriptionId: "ours" } },
      charge: "ch_1",
      payment_intent: "pi_1",
    },
    "ours",
  ],
])("finds the charge and the subscription of %s", async (_, said, subscriptionId) => {
  answers = {
    ...PARTS,
    "GET /v1/invoices/in_1": { ...INVOICE, ...said },
    "GET /v1/invoice_payments": listOf({ id: "inpay_1", status: "paid", payment: { payment_intent: "pi_1" } }),
    "GET /v1/payment_intents/pi_1": { id: "pi_1", latest_charge: "ch_1" },
  };
  expect(await payments.getInvoice("in_1")).toMatchObject({
    status: "PAID",
    total: 9_999,
    tax: 0,
    creditChange: 0,
    at: 1_700_000_000_000,
    paidSubscriptionId: "sub_1",
    subscriptionId,
    charge: { id: "ch_1", transferId: "tr_1" },
  });
});

it("takes of a list what it asked for, also where the server does not filter", async () => {
  const price = {
    strategyId: "str_1",
    name: "Momentum",
    amount: minor(9_999),
    currency: "USD",
    interval: "MONTH",
  } as const;
  answers = {
    "GET /v1/prices": listOf({ id: "price_other", lookup_key: "str_2:100:USD", active: true }),
    "GET /v1/products/str_1": { id: "str_1" },
    "POST /v1/prices": { id: "price_new" },
    "GET /v1/disputes/dp_1": {
      id: "dp_1",
      charge: "ch_1",
      amount: 100,
      currency: "usd",
      created: 1,
      reason: "fraudulent",
      status: "won",
    },
    "GET /v1/transfers": listOf({ id: "tr_affiliate", amount: 5, created: 1, metadata: {}, transfer_group: "another" }),
  };
  expect(await payments.ensurePrice(price, "price:1")).toBe("price_new");
  expect(await payments.getDispute("dp_1")).toMatchObject({ status: "WON", returned: null, movements: [] });
});

it("says that an account is none of ours, by a 404 without a code too, and that a payout arrives when it says nothing", async () => {
  expect(await payments.getConnectAccount("acct_gone")).toBeNull();
  answers = {
    "GET /v1/payouts/po_1": {
      id: "po_1",
      amount: 5_000,
      currency: "usd",
      created: 1_700_000_000,
      status: "in_transit",
    },
  };
  expect(await payments.getPayout("acct_1", "po_1")).toEqual({
    id: "po_1",
    accountId: "acct_1",
    amount: 5_000,
    currency: "USD",
    at: utcMs(1_700_000_000_000),
    arrivesAt: 1_700_000_000_000,
    status: "PENDING",
    payoutId: null,
    failure: null,
  });
});

it("lets what was refused be sent anew, and of what the service itself failed at only what harms nobody when it is there twice", async () => {
  const customer = { userId: "usr_1", email: "a@example.test", name: "A" };
  const payout = { payoutId: "pyo_1", accountId: "acct_1", amount: minor(5_000), currency: "USD" } as const;
  const ask = async () => {
    repeatable = [];
    await payments.ensureCustomer(customer, "customer:usr_1").catch(() => null);
    await payments.createPayout(payout, "payout:pyo_1").catch(() => null);
    return repeatable;
  };
  expect(await ask()).toEqual([true, true]);
  for (const [status, said] of [
    [409, [false, false]],
    [429, [false, false]],
    [500, [true, false]],
    [503, [true, false]],
  ] as const) {
    fails = status;
    expect(await ask(), String(status)).toEqual(said);
  }
});

it("finds an affiliate's transfer among the shares that go to the same account", async () => {
  const ours = { id: "tr_ours", amount: 6_000, currency: "usd", created: 1_700_000_000 };
  answers = {
    "GET /v1/transfers": listOf(
      { id: "tr_share", amount: 9_999, currency: "chf", created: 1_700_000_001 },
      { ...ours, metadata: { affiliateTransferId: "aft_1" } },
    ),
  };
  expect(await payments.affiliates.listTo("acct_1", utcMs(1_700_000_000_000))).toEqual([
    { id: "tr_ours", transferId: "aft_1", at: 1_700_000_000_000, amount: 6_000, currency: "USD" },
  ]);
});

it("answers that a transfer or a payout is not made, however the service words its no, and not where it may have been", async () => {
  const transfer = { transferId: "aft_1", accountId: "acct_1", amount: minor(6_000), currency: "USD" } as const;
  const payout = { payoutId: "pyo_1", accountId: "acct_1", amount: minor(6_000), currency: "USD" } as const;
  expect(await payments.affiliates.send(transfer, "affiliate:1")).toBe("balance_short");
  expect(await payments.createPayout(payout, "payout:1")).toBe("balance_short");
  fails = 500;
  await expect(payments.affiliates.send(transfer, "affiliate:1")).rejects.toMatchObject({
    code: "payments_unavailable",
  });
  await expect(payments.createPayout(payout, "payout:1")).rejects.toMatchObject({ code: "payments_unavailable" });
});
