import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type StripeStandIn, startStripeStandIn } from "./start-stripe-stand-in.ts";

const DAY = 86_400;
const dataDir = mkdtempSync(join(tmpdir(), "stand-in-money-"));
let standIn: StripeStandIn;
let stripe: Stripe;
let account: string;
let price: string;

const control = async (command: object): Promise<string> => {
  const answer = await fetch(`${standIn.url}/_control`, { method: "POST", body: JSON.stringify(command) });
  return String(((await answer.json()) as { outcome: unknown }).outcome);
};
const holds = async (of?: string): Promise<[number, number]> => {
  const { available, pending } = await stripe.balance.retrieve({}, of === undefined ? {} : { stripeAccount: of });
  return [available[0]?.amount ?? 0, pending[0]?.amount ?? 0];
};
const sum = async (of?: string): Promise<number> => (await holds(of)).reduce((total, part) => total + part, 0);

/** A paid subscription of 99.99 to the account, with its charge. */
async function sell(more: Partial<Stripe.Checkout.SessionCreateParams> = {}, to: string | null = account) {
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    line_items: [{ price, quantity: 1 }],
    customer_email: "buyer@example.test",
    success_url: "http://shop.test/ok",
    ...more,
    subscription_data: {
      ...(to === null ? {} : { application_fee_percent: 20, transfer_data: { destination: to } }),
      ...more.subscription_data,
    },
  });
  await control({ pay: { session: session.id } });
  const paid = await stripe.checkout.sessions.retrieve(session.id);
  const { data } = await stripe.charges.list({ limit: 1, customer: String(paid.customer) });
  return { subscription: String(paid.subscription), customer: String(paid.customer), charge: data[0]?.id ?? "" };
}

beforeAll(async () => {
  standIn = await startStripeStandIn({
    port: 0,
    dataDir,
    webhookUrl: "http://127.0.0.1:9/",
    platformSecret: "whsec_platform",
    connectSecret: "whsec_connect",
  });
  const { hostname, port } = new URL(standIn.url);
  stripe = new Stripe("sk_test_money", {
    host: hostname,
    port,
    protocol: "http",
    telemetry: false,
    maxNetworkRetries: 0,
  });
  await control({ drop: true });
  await stripe.products.create({ id: "str_1", name: "Meridian" });
  const recurring = { interval: "month" } as const;
  price = (await stripe.prices.create({ product: "str_1", currency: "usd", unit_amount: 9_999, recurring })).id;
});
beforeEach(async () => {
  const made = await stripe.accounts.create({ type: "express", capabilities: { transfers: { requested: true } } });
  const link = await stripe.accountLinks.create({
    account: made.id,
    type: "account_onboarding",
    return_url: "http://shop.test/",
    refresh_url: "http://shop.test/",
  });
  await fetch(link.url, { method: "POST", body: new URLSearchParams({ action: "complete" }), redirect: "manual" });
  account = made.id;
});
afterAll(async () => {
  await standIn.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("a dispute", () => {
  it("takes 99.99 and 15.00 from the platform, is recovered by a reversal, and comes back when it is won", async () => {
    const { charge } = await sell();
    const before = await sum();
    const id = await control({ dispute: { charge } });
    const dispute = await stripe.disputes.retrieve(id);
    expect(dispute).toMatchObject({ status: "needs_response", amount: 9_999, charge });
    expect(dispute.balance_transactions).toMatchObject([{ amount: -9_999, fee: 1_500, net: -11_499 }]);
    expect(await sum()).toBe(before - 11_499);
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: "charge_disputed" });

    const { transfer } = await stripe.charges.retrieve(charge);
    const reversal = await stripe.transfers.createReversal(String(transfer), { refund_application_fee: true });
    expect(reversal).toMatchObject({ amount: 9_999, source_refund: null });
    expect(await sum(account)).toBe(0);
    expect(await sum()).toBe(before - 11_499 + 7_999);

    await control({ closeDispute: { dispute: id, won: true } });
    const won = await stripe.disputes.retrieve(id);
    expect(won.status).toBe("won");
    expect(won.balance_transactions.map((each) => each.net)).toEqual([-11_499, 9_999]);
    expect(await sum()).toBe(before - 1_500 + 7_999);
  });

  it("cannot be recovered from an account that was paid out", async () => {
    const { charge } = await sell();
    await control({ advanceSec: 3 * DAY });
    await stripe.payouts.create({ amount: 7_999, currency: "usd" }, { stripeAccount: account });
    await control({ dispute: { charge } });
    const { transfer } = await stripe.charges.retrieve(charge);
    await expect(
      stripe.transfers.createReversal(String(transfer), { refund_application_fee: true }),
    ).rejects.toMatchObject({ code: "balance_insufficient" });
  });

  it("moves nothing when the bank only asks", async () => {
    const { charge } = await sell();
    const before = await sum();
    const id = await control({ dispute: { charge, inquiry: true } });
    expect((await stripe.disputes.retrieve(id)).balance_transactions).toEqual([]);
    expect(await sum()).toBe(before);
  });
});

describe("a payout", () => {
  const order = (amount: number) => stripe.payouts.create({ amount, currency: "usd" }, { stripeAccount: account });
  const read = (id: string) => stripe.payouts.retrieve(id, {}, { stripeAccount: account });

  it("is refused beyond what is available, leaves at once and arrives after two days", async () => {
    await sell();
    await expect(order(7_999)).rejects.toMatchObject({ code: "balance_insufficient" });
    await control({ advanceSec: 3 * DAY });
    expect(await holds(account)).toEqual([7_999, 0]);
    await expect(order(8_000)).rejects.toMatchObject({ code: "balance_insufficient" });
    const payout = await order(7_999);
    expect(await holds(account)).toEqual([0, 0]);
    expect(payout.status).toBe("pending");
    await control({ advanceSec: 2 * DAY });
    expect((await read(payout.id)).status).toBe("paid");
    await expect(stripe.payouts.retrieve(payout.id)).rejects.toMatchObject({ code: "resource_missing" });
  });

  it("comes back from a bank that refuses it", async () => {
    await sell();
    await control({ advanceSec: 3 * DAY, bank: { account, behaviour: "refuses" } });
    const payout = await order(5_000);
    await control({ advanceSec: 2 * DAY });
    expect(await read(payout.id)).toMatchObject({ status: "failed", failure_code: "account_closed" });
    expect(await holds(account)).toEqual([7_999, 0]);
    const events = await stripe.events.list({ types: ["payout.failed"] }, { stripeAccount: account });
    expect(events.data).toHaveLength(1);
  });

  it("is refused for a restricted account", async () => {
    await sell();
    await control({ advanceSec: 3 * DAY, restrict: { account } });
    await expect(order(5_000)).rejects.toMatchObject({ code: "payouts_not_allowed" });
  });
});

describe("a promotion code", () => {
  it("takes 25 % off for two months, the shares in proportion, then ends", async () => {
    const coupon = await stripe.coupons.create({ percent_off: 25, duration: "repeating", duration_in_months: 2 });
    const code = await stripe.promotionCodes.create({
      promotion: { type: "coupon", coupon: coupon.id },
      code: "SPRING",
    });
    const { subscription, charge } = await sell({ discounts: [{ promotion_code: code.id }] });
    // 99.99 less 25.00 (24.9975 half up)
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount: 7_499, application_fee_amount: 1_500 });
    await control({ advanceSec: 70 * DAY });
    const { data } = await stripe.invoices.list({ subscription });
    expect(data.map((invoice) => invoice.total)).toEqual([9_999, 7_499, 7_499]);
    expect((await stripe.promotionCodes.retrieve(code.id)).times_redeemed).toBe(1);
  });

  it("is refused once it is used up", async () => {
    const coupon = await stripe.coupons.create({ amount_off: 500, currency: "usd", duration: "once" });
    const code = await stripe.promotionCodes.create({
      promotion: { type: "coupon", coupon: coupon.id },
      max_redemptions: 1,
    });
    const { charge } = await sell({ discounts: [{ promotion_code: code.id }] });
    expect((await stripe.charges.retrieve(charge)).amount).toBe(9_499);
    await expect(sell({ discounts: [{ promotion_code: code.id }] })).rejects.toMatchObject({ code: "coupon_expired" });
  });

  it("ends within five years", async () => {
    const terms = { percent_off: 50, duration: "once" } as const;
    const redeemBy = Math.floor(Date.now() / 1_000) + 7 * 366 * DAY;
    await expect(stripe.coupons.create({ ...terms, redeem_by: redeemBy })).rejects.toMatchObject({
      param: "redeem_by",
    });
  });

  it("may leave nothing to pay, but no less than can be charged", async () => {
    const off = async (percent: number) => ({
      discounts: [{ coupon: (await stripe.coupons.create({ percent_off: percent, duration: "once" })).id }],
    });
    await expect(sell(await off(99.9))).rejects.toMatchObject({ code: "amount_too_small" });
    await sell(await off(100), null);
  });

  it("is kept for the first paid invoice after a trial of 0", async () => {
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: "once" });
    const { subscription } = await sell({
      discounts: [{ coupon: coupon.id }],
      subscription_data: { trial_period_days: 14 },
    });
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe("trialing");
    await control({ advanceSec: 15 * DAY });
    const { data } = await stripe.invoices.list({ subscription });
    expect(data.map((invoice) => invoice.total)).toEqual([4_999, 0]);
  });
});

describe("another price", () => {
  const bigger = async (amount: number): Promise<string> =>
    (
      await stripe.prices.create({
        product: "str_1",
        currency: "usd",
        unit_amount: amount,
        recurring: { interval: "month" },
      })
    ).id;

  it("costs what the preview said, at the same second", async () => {
    const { subscription } = await sell({}, null);
    const item = (await stripe.subscriptions.retrieve(subscription)).items.data[0];
    const at = item?.current_period_start ?? 0;
    const end = item?.current_period_end ?? 0;
    const half = Math.floor((at + end) / 2);
    await control({ advanceSec: 15 * DAY });
    const items = [{ id: item?.id ?? "", price: await bigger(19_999) }];
    const details = { items, proration_behavior: "always_invoice", proration_date: half } as const;
    const preview = await stripe.invoices.createPreview({ subscription, subscription_details: details });
    // half a month of 99.99 back (49.995 up), half a month of 199.99 (99.995 up)
    expect(preview.lines.data.map((line) => line.amount)).toEqual([-5_000, 10_000]);
    const after = await stripe.subscriptions.update(subscription, details);
    const invoice = await stripe.invoices.retrieve(String(after.latest_invoice));
    expect(invoice).toMatchObject({ total: preview.total, amount_paid: preview.amount_due, status: "paid" });
  });

  it("leaves a credit when it is smaller, which the next invoice uses", async () => {
    const { subscription, customer } = await sell({}, null);
    const item = (await stripe.subscriptions.retrieve(subscription)).items.data[0];
    const items = [{ id: item?.id ?? "", price: await bigger(4_999) }];
    const date = item?.current_period_start ?? 0;
    await stripe.subscriptions.update(subscription, {
      items,
      proration_behavior: "always_invoice",
      proration_date: date,
    });
    const credit = (await stripe.invoices.list({ subscription, limit: 1 })).data[0];
    expect(credit).toMatchObject({ total: -5_000, amount_due: 0, starting_balance: 0, ending_balance: -5_000 });
    await control({ advanceSec: 32 * DAY });
    const next = (await stripe.invoices.list({ subscription, limit: 1 })).data[0];
    expect(next).toMatchObject({ total: 4_999, amount_due: 0, starting_balance: -5_000, ending_balance: -1 });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -1 });
  });
});
