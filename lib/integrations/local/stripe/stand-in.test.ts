import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StripeStandIn, startStripeStandIn } from "./start-stripe-stand-in.ts";

const DAY = 86_400;
const dataDir = mkdtempSync(join(tmpdir(), "stand-in-test-"));
const received: Stripe.Event[] = [];
let refuseNext = 0;
let hook: Server;
let standIn: StripeStandIn;
let stripe: Stripe;
let account: Stripe.Account;
let price: Stripe.Price;

const start = async (): Promise<void> => {
  const address = hook.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  standIn = await startStripeStandIn({
    port: 0,
    dataDir,
    webhookUrl: `http://127.0.0.1:${port}/`,
    platformSecret: "whsec_platform",
    connectSecret: "whsec_connect",
  });
  const { hostname, port: own } = new URL(standIn.url);
  stripe = new Stripe("sk_test_contract", {
    host: hostname,
    port: own,
    protocol: "http",
    telemetry: false,
    maxNetworkRetries: 0,
  });
};
const control = async (command: object): Promise<{ statuses: (number | null)[] | null; waiting: number }> => {
  const answer = await fetch(`${standIn.url}/_control`, { method: "POST", body: JSON.stringify(command) });
  return (await answer.json()) as { statuses: (number | null)[] | null; waiting: number };
};
const press = (url: string, fields: Record<string, string>): Promise<Response> =>
  fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });

beforeAll(async () => {
  hook = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const secret = (JSON.parse(body) as Stripe.Event).account === undefined ? "whsec_platform" : "whsec_connect";
      const event = stripe.webhooks.constructEvent(body, request.headers["stripe-signature"] ?? "", secret);
      if (refuseNext > 0) {
        refuseNext -= 1;
        response.writeHead(500).end();
        return;
      }
      received.push(event);
      response.end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  await start();
  await control({ hold: true });
  account = await stripe.accounts.create({
    type: "express",
    country: "US",
    capabilities: { transfers: { requested: true } },
    settings: { payouts: { schedule: { interval: "manual" } } },
  });
  await stripe.products.create({ id: "str_1", name: "Meridian <Trend>" });
  price = await stripe.prices.create({
    product: "str_1",
    currency: "usd",
    unit_amount: 9_999,
    recurring: { interval: "month" },
  });
});
afterAll(async () => {
  await standIn.close();
  hook.closeAllConnections();
  await new Promise((resolve) => hook.close(resolve));
  rmSync(dataDir, { recursive: true, force: true });
});

const openCheckout = (): Promise<Stripe.Checkout.Session> =>
  stripe.checkout.sessions.create({
    mode: "subscription",
    line_items: [{ price: price.id, quantity: 1 }],
    customer_email: "buyer@example.test",
    success_url: "http://shop.test/ok?s={CHECKOUT_SESSION_ID}",
    cancel_url: "http://shop.test/no",
    subscription_data: {
      application_fee_percent: 20,
      transfer_data: { destination: account.id },
      metadata: { subscriptionId: "sub_ours" },
    },
  });

describe("the API", () => {
  it("refuses a destination before its onboarding, and opens it after", async () => {
    await expect(openCheckout()).rejects.toMatchObject({ code: "insufficient_capabilities_for_transfer" });
    const link = await stripe.accountLinks.create({
      account: account.id,
      type: "account_onboarding",
      return_url: "http://shop.test/back",
      refresh_url: "http://shop.test/again",
    });
    expect(await (await fetch(link.url)).text()).toContain("Complete the set-up");
    expect((await press(link.url, { action: "complete" })).headers.get("location")).toBe("http://shop.test/back");
    expect((await press(link.url, { action: "complete" })).headers.get("location")).toBe("http://shop.test/again");
    expect((await stripe.accounts.retrieve(account.id)).capabilities?.transfers).toBe("active");
    expect((await openCheckout()).status).toBe("open");
  });

  it("answers an idempotency key once, and refuses it for anything else", async () => {
    const send = (email: string) => stripe.customers.create({ email }, { idempotencyKey: "key-1" });
    const [first, second] = [await send("a@example.test"), await send("a@example.test")];
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
    await expect(send("b@example.test")).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  });

  it("speaks Stripe's errors", async () => {
    await expect(stripe.invoices.retrieve("in_none")).rejects.toMatchObject({
      statusCode: 404,
      code: "resource_missing",
    });
    await expect(stripe.prices.create({ product: "str_1", currency: "usd" })).rejects.toMatchObject({
      code: "parameter_missing",
      param: "unit_amount",
    });
    await expect(stripe.rawRequest("POST", "/v1/customers", { colour: "red" })).rejects.toMatchObject({
      code: "parameter_unknown",
      param: "colour",
    });
    const live = new Stripe("sk_live_no", {
      host: "127.0.0.1",
      port: new URL(standIn.url).port,
      protocol: "http",
      maxNetworkRetries: 0,
    });
    await expect(live.balance.retrieve()).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  });

  it("pages through lists, newest first", async () => {
    for (const name of ["p1", "p2", "p3", "p4", "p5"]) await stripe.products.create({ name });
    const names: string[] = [];
    for await (const product of stripe.products.list({ limit: 2 })) names.push(product.name);
    expect(names).toEqual(["p5", "p4", "p3", "p2", "p1", "Meridian <Trend>"]);
    const back = await stripe.products.list({ limit: 2, ending_before: "str_1" });
    expect(back.data.map((product) => product.name)).toEqual(["p2", "p1"]);
  });
});

describe("a paid checkout", () => {
  let invoice: Stripe.Invoice;
  let subscription: Stripe.Subscription;

  beforeAll(async () => {
    const session = await openCheckout();
    const page = await (await fetch(session.url ?? "")).text();
    expect(page).toContain("Subscribe to Meridian &lt;Trend&gt;");
    await press(session.url ?? "", { card: "4000 0000 0000 0002", action: "pay" });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
    const paid = await press(session.url ?? "", { card: "4242 4242 4242 4242", action: "pay" });
    expect(paid.headers.get("location")).toBe(`http://shop.test/ok?s=${session.id}`);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
    expect(done).toMatchObject({ status: "complete", payment_status: "paid" });
    subscription = done.subscription as Stripe.Subscription;
    invoice = await stripe.invoices.retrieve(String(subscription.latest_invoice), {
      expand: ["payments.data.payment.payment_intent.latest_charge.balance_transaction"],
    });
  });

  it("has the shapes of today's API: periods on items, payments on the invoice", () => {
    expect(subscription.items.data[0]?.current_period_end).toBeGreaterThan(subscription.start_date + 27 * DAY);
    expect(invoice.parent?.subscription_details?.subscription).toBe(subscription.id);
    expect(invoice).toMatchObject({ status: "paid", amount_paid: 9_999, currency: "usd" });
    const intent = invoice.payments?.data[0]?.payment.payment_intent as Stripe.PaymentIntent;
    const charge = intent.latest_charge as Stripe.Charge;
    expect(charge).toMatchObject({
      amount: 9_999,
      application_fee_amount: 2_000,
      transfer_data: { destination: account.id },
    });
    expect((charge.balance_transaction as Stripe.BalanceTransaction).fee).toBe(320);
  });

  it("moves the money: 79.99 to the provider, 20.00 less the card fee to the platform", async () => {
    const pending = (balance: Stripe.Balance) => balance.pending.reduce((sum, part) => sum + part.amount, 0);
    expect(pending(await stripe.balance.retrieve({}, { stripeAccount: account.id }))).toBe(7_999);
    expect(pending(await stripe.balance.retrieve())).toBe(2_000 - 320);
  });

  it("refunds three parts to the cent, both shares in proportion", async () => {
    const session = await openCheckout();
    await press(session.url ?? "", { card: "4242424242424242", action: "pay" });
    const { data } = await stripe.charges.list({ limit: 1 });
    const charge = data[0]?.id ?? "";
    for (const amount of [3_333, 3_333, 3_333]) {
      await stripe.refunds.create({ charge, amount, reverse_transfer: true, refund_application_fee: true });
    }
    const after = await stripe.charges.retrieve(charge, { expand: ["transfer", "application_fee", "refunds"] });
    expect(after).toMatchObject({ refunded: true, amount_refunded: 9_999 });
    expect(after.transfer).toMatchObject({ amount_reversed: 9_999, reversed: true });
    expect(after.application_fee).toMatchObject({ amount_refunded: 2_000, refunded: true });
    expect(after.refunds?.data).toHaveLength(3);
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: "charge_already_refunded" });
  });

  it("renews by the clock, falls due with a bad card, and ends after the last try", async () => {
    const state = async () => (await stripe.subscriptions.retrieve(subscription.id)).status;
    await control({ advanceSec: 32 * DAY });
    expect((await stripe.invoices.list({ subscription: subscription.id })).data).toHaveLength(2);
    await control({ card: { customer: String(subscription.customer), behaviour: "declines" }, advanceSec: 31 * DAY });
    expect(await state()).toBe("past_due");
    await control({ advanceSec: 16 * DAY });
    expect(await state()).toBe("canceled");
  });
});

it("delivers signed events again until they are taken", async () => {
  received.length = 0;
  const { waiting } = await control({});
  expect(waiting).toBeGreaterThan(10);
  refuseNext = 3;
  const { statuses } = await control({ release: { seed: 1 } });
  expect(statuses?.filter((status) => status === 500)).toHaveLength(3);
  expect(received).toHaveLength(waiting - 3);
  expect((await control({ release: {} })).statuses).toEqual([200, 200, 200]);
  expect(new Set(received.map((event) => event.id)).size).toBe(waiting);
  expect(received.some((event) => event.account === account.id)).toBe(true);
});

it("loses an answer after the work is done, and gives it under the same key", async () => {
  await control({ loseAnswers: 2 }); // the SDK itself tries a closed connection once more
  const send = () => stripe.customers.create({ email: "lost@example.test" }, { idempotencyKey: "lost-1" });
  await expect(send()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
  const made = await send();
  expect((await stripe.customers.list({ email: "lost@example.test" })).data.map((customer) => customer.id)).toEqual([
    made.id,
  ]);
});

it("keeps everything through a restart, also after a line that a crash cut short", async () => {
  const before = await stripe.events.list({ limit: 100 });
  const balance = await stripe.balance.retrieve();
  await standIn.close();
  appendFileSync(join(dataDir, "stripe", "stand-in.jsonl"), '{"rows":[{"id":"cus_half","object":"cust');
  await start();
  expect((await stripe.events.list({ limit: 100 })).data).toEqual(before.data);
  expect(await stripe.balance.retrieve()).toEqual(balance);
  await expect(stripe.customers.retrieve("cus_half")).rejects.toMatchObject({ code: "resource_missing" });
  await control({ hold: true });
});
