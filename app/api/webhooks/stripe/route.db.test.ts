import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import { processStripeEvents } from "@/lib/features/billing/process-stripe-events";
import { listEarnings, listInvoices } from "@/lib/features/billing/queries";
import { claimEvents } from "@/lib/features/billing/repository";
import { reconcileSubscriptions, sweepStripe } from "@/lib/features/billing/sweep-stripe";
import { cancelSubscription } from "@/lib/features/subscriptions/cancel-subscription";
import { endLapsedAccess } from "@/lib/features/subscriptions/end-lapsed-access";
import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { getSubscription, hasAccessTo } from "@/lib/features/subscriptions/queries";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS } from "@/lib/kernel/time";
import { publishCtx } from "@/lib/runtime/ctx";
import { StoredPaymentRequests } from "@/lib/runtime/payment-requests";
import { makeStrategy, makeUser, onboard, work } from "@/lib/testing/sale";
import { createTestClock } from "@/lib/testing/test-clock";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { startTestPayments, type TestPayments } from "@/lib/testing/test-payments";
import { POST as webhook } from "./route.ts";

const db = testDb();
let stripe: TestPayments;
let web: TestCtx;
let worker: TestCtx;
let provider: Actor;
let accountId: string;

beforeAll(async () => {
  const clock = createTestClock();
  stripe = await startTestPayments({
    clock,
    requests: new StoredPaymentRequests(db.web, clock),
    receive: (request) => webhook(request, { params: Promise.resolve({}) }),
  });
  const config = { ...createTestCtx(db.web).config, baseUrl: "http://localhost:3140" };
  web = createTestCtx(db.web, { clock, payments: stripe.payments, config });
  worker = createTestCtx(db.worker, { clock, payments: stripe.payments, config });
  publishCtx(web);
  setAuthSettings({ secret: "a secret of the payment tests" });
  provider = await makeUser(web, "PROVIDER");
  accountId = await onboard(web, provider, () => stripe.deliver());
});
afterAll(() => stripe.close());
beforeEach(async () => {
  await stripe.control({ hold: true, copies: 1, twins: false, drop: false, loseAnswers: 0, fail: 0 });
  await stripe.deliver();
  await work(worker);
});

/** A new subscriber with a checkout open on a strategy of 99.99. */
async function checkout(strategyId?: string): Promise<{ buyer: Actor; strategyId: string; id: string; url: string }> {
  const sold = strategyId ?? (await makeStrategy(web, provider));
  const buyer = await makeUser(web, "SUBSCRIBER");
  const result = await subscribe(web, buyer, { strategyId: sold });
  if (!result.ok) throw new Error(result.reason);
  return { buyer, strategyId: sold, id: result.value.id, url: result.value.checkoutUrl ?? "" };
}

async function buy(): Promise<{ buyer: Actor; strategyId: string; id: string }> {
  const bought = await checkout();
  await stripe.pay(bought.url);
  await stripe.deliver();
  await work(worker);
  return bought;
}

const view = async (buyer: Actor, id: string) => getSubscription(web.db, buyer.userId, id, web.clock.now());
const access = async (buyer: Actor, strategyId: string) =>
  hasAccessTo(web.db, buyer.userId, strategyId, web.clock.now());

/** The ledger of one strategy, summed by account. */
async function ledger(strategyId: string): Promise<Record<string, number>> {
  const rows = await db.owner<{ account: string; sum: string }>(
    `SELECT account, sum(amount) AS sum FROM journal_entries WHERE "strategyId" = $1 GROUP BY account ORDER BY account`,
    [strategyId],
  );
  return Object.fromEntries(rows.map((row) => [row.account, Number(row.sum)]));
}

const PAID_ONCE = {
  CUSTOMER_RECEIPTS: 0,
  PLATFORM_FEE: -2_000,
  PROCESSING_FEE: 320,
  PROVIDER_PAYABLE: -7_999,
  STRIPE_BALANCE: 9_679,
};

describe("subscribing", () => {
  it("opens access by the webhook alone, and books 99.99 as 79.99 + 20.00 (B63)", async () => {
    const { buyer, strategyId, id, url } = await checkout();
    expect((await view(buyer, id))?.status).toBe("PENDING");
    expect(await stripe.pay(url)).toBe(`http://localhost:3140/subscriptions/return?subscription=${id}`);
    expect(await access(buyer, strategyId)).toBe(false);
    expect(new Set(await stripe.deliver())).toEqual(new Set([200]));
    expect(await access(buyer, strategyId)).toBe(false);
    await work(worker);
    expect(await access(buyer, strategyId)).toBe(true);
    expect(await view(buyer, id)).toMatchObject({
      status: "ACTIVE",
      checkoutUrl: null,
      hasAccess: true,
      follow: { mode: "NOTIFY" },
    });
    expect(await ledger(strategyId)).toEqual(PAID_ONCE);
    const { items } = await listInvoices(web.db, buyer.userId, { limit: 10 });
    expect(items).toMatchObject([{ kind: "PAYMENT", status: "PAID", total: { amount: 9_999, currency: "USD" } }]);
    const document = await fetch(items[0]?.documentUrl ?? "");
    expect(document.headers.get("content-type")).toBe("application/pdf");
  });

  it("tells rooms and lists: an event with access, one follower more", async () => {
    const { id, strategyId } = await buy();
    const events = await web.db.outboxEvent.findMany({
      where: { type: "subscription.changed", payload: { path: ["subscriptionId"], equals: id } },
    });
    expect(events.at(-1)?.payload).toMatchObject({ hasAccess: true, strategyId });
    expect((await web.db.strategy.findUniqueOrThrow({ where: { id: strategyId } })).followerCount).toBe(1);
  });

  it("is active at once and asks nobody for a price of 0", async () => {
    const buyer = await makeUser(web, "SUBSCRIBER");
    const strategyId = await makeStrategy(web, provider, { priceAmount: 0 });
    const result = await subscribe(web, buyer, { strategyId });
    expect(result).toMatchObject({ ok: true, value: { status: "ACTIVE", checkoutUrl: null } });
    expect(await access(buyer, strategyId)).toBe(true);
    expect(await subscribe(web, buyer, { strategyId })).toEqual(result);
  });

  it("leads twice to one subscription and one checkout, also in parallel (B62)", async () => {
    const buyer = await makeUser(web, "SUBSCRIBER");
    const strategyId = await makeStrategy(web, provider);
    const results = await Promise.all(Array.from({ length: 6 }, () => subscribe(web, buyer, { strategyId })));
    const distinct = new Set(results.map((result) => JSON.stringify(result)));
    expect(distinct.size).toBe(1);
    expect(await web.db.subscription.count({ where: { userId: buyer.userId } })).toBe(1);
  });

  it("opens a new checkout when the old one expired or the price changed, and the old one cannot be paid", async () => {
    const { buyer, strategyId, id, url } = await checkout();
    await web.db.strategy.update({ where: { id: strategyId }, data: { priceAmount: 4_900 } });
    const again = await subscribe(web, buyer, { strategyId });
    if (!again.ok || again.value.checkoutUrl === null) throw new Error("no second checkout");
    expect(again.value.id).toBe(id);
    expect(again.value.checkoutUrl).not.toBe(url);
    expect(await stripe.pay(url)).toBe(410);
    await stripe.pay(again.value.checkoutUrl);
    await stripe.deliver();
    await work(worker);
    expect(await view(buyer, id)).toMatchObject({ status: "ACTIVE", price: { amount: 4_900 } });
    expect(await ledger(strategyId)).toMatchObject({ PROVIDER_PAYABLE: -3_920, PLATFORM_FEE: -980 });
  });

  it("keeps a declined card from opening anything", async () => {
    const { buyer, strategyId, id, url } = await checkout();
    expect(await stripe.pay(url, "4000 0000 0000 0002")).toBe(200);
    await stripe.deliver();
    await work(worker);
    expect((await view(buyer, id))?.status).toBe("PENDING");
    expect(await access(buyer, strategyId)).toBe(false);
  });

  it("refuses one's own, a strange, a paused strategy and one whose provider cannot sell", async () => {
    const strategyId = await makeStrategy(web, provider);
    expect(await subscribe(web, provider, { strategyId })).toMatchObject({ ok: false, reason: "forbidden" });
    const buyer = await makeUser(web, "SUBSCRIBER");
    expect(await subscribe(web, buyer, { strategyId: "str_nobody" })).toMatchObject({ ok: false, reason: "not_found" });
    const draft = await makeStrategy(web, provider, { status: "DRAFT" });
    expect(await subscribe(web, buyer, { strategyId: draft })).toMatchObject({ ok: false, reason: "not_found" });
    const paused = await makeStrategy(web, provider, { status: "PAUSED" });
    expect(await subscribe(web, buyer, { strategyId: paused })).toMatchObject({ ok: false, reason: "conflict" });
    const newcomer = await makeUser(web, "PROVIDER");
    const early = await makeStrategy(web, newcomer);
    expect(await subscribe(web, buyer, { strategyId: early })).toMatchObject({
      ok: false,
      reason: "payouts_not_ready",
    });
  });

  it("sends the same POST once when the answer was lost: one checkout, every request written down", async () => {
    const buyer = await makeUser(web, "SUBSCRIBER");
    const strategyId = await makeStrategy(web, provider);
    await stripe.control({ loseAnswers: 9 });
    await expect(subscribe(web, buyer, { strategyId })).rejects.toMatchObject({ code: "payments_unavailable" });
    await stripe.control({ loseAnswers: 0 });
    const customers = () =>
      stripe.standIn.engine.store.all("customer").filter((customer) => customer.metadata.userId === buyer.userId);
    expect(customers()).toHaveLength(1);
    expect(await subscribe(web, buyer, { strategyId })).toMatchObject({ ok: true });
    expect(customers()).toHaveLength(1);
    const requests = await web.db.stripeRequest.findMany({ where: { subjectId: { in: [buyer.userId, strategyId] } } });
    expect(requests.map((request) => request.kind).sort()).toEqual(["customer", "price", "product"]);
    expect(requests.every((request) => request.answeredAt !== null)).toBe(true);
  });
});

describe("webhooks", () => {
  it.each([1, 2, 3, 4, 5, 6])(
    "end the same however they come: tripled, twinned, shuffled, in parallel (seed %d) (W26)",
    async (seed) => {
      await stripe.control({ copies: 3, twins: true });
      const { buyer, strategyId, id, url } = await checkout();
      await stripe.pay(url);
      await stripe.deliver(seed);
      await Promise.all([work(worker), work(web)]);
      expect(await view(buyer, id)).toMatchObject({ status: "ACTIVE", hasAccess: true });
      expect(await ledger(strategyId)).toEqual(PAID_ONCE);
      expect((await listInvoices(web.db, buyer.userId, { limit: 10 })).items).toHaveLength(1);
      expect((await web.db.strategy.findUniqueOrThrow({ where: { id: strategyId } })).followerCount).toBe(1);
    },
  );

  it("lost altogether: the sweep finds them (W27)", async () => {
    await stripe.control({ drop: true });
    const { buyer, strategyId, url } = await checkout();
    await stripe.pay(url);
    await stripe.deliver();
    await work(worker);
    expect(await access(buyer, strategyId)).toBe(false);
    web.clock.advance(15 * 60_000);
    expect((await sweepStripe(worker)).found).toBeGreaterThan(0);
    await work(worker);
    expect(await access(buyer, strategyId)).toBe(true);
    expect(await ledger(strategyId)).toEqual(PAID_ONCE);
    expect((await sweepStripe(worker)).found).toBe(0);
  });

  it("are done once after the worker died between claiming and acting (W29)", async () => {
    const { buyer, strategyId, url } = await checkout();
    await stripe.pay(url);
    await stripe.deliver();
    const now = worker.clock.now();
    const claimed = await claimEvents(worker.db, now, (now + 15_000) as typeof now, 1_000);
    expect(claimed.length).toBeGreaterThan(5);
    expect(await processStripeEvents(worker)).toBe(0);
    web.clock.advance(15_000);
    await work(worker);
    expect(await access(buyer, strategyId)).toBe(true);
    expect(await ledger(strategyId)).toEqual(PAID_ONCE);
  });

  it("wait while Stripe does not answer, and are put aside after 8 tries of anything else", async () => {
    const { buyer, strategyId, url } = await checkout();
    await stripe.pay(url);
    await stripe.deliver();
    await stripe.control({ fail: 1_000_000 });
    const waiting = async () => web.db.stripeEvent.count({ where: { processedAt: null, deadAt: null } });
    const due = await waiting();
    expect(due).toBeGreaterThan(0);
    const tryOften = async () => {
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        await processStripeEvents(worker);
        web.clock.advance(15 * 60_000);
      }
    };
    await tryOften();
    expect(await waiting()).toBe(due);
    await stripe.control({ fail: 0 });
    await work(worker);
    expect(await waiting()).toBe(0);
    expect(await access(buyer, strategyId)).toBe(true);

    const { url: another } = await checkout();
    await stripe.pay(another);
    await stripe.deliver();
    const broken = createTestCtx(db.worker, {
      clock: web.clock,
      payments: new Proxy(worker.payments, {
        get: () => () => Promise.reject(new Error("an answer of no known shape")),
      }),
    });
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await processStripeEvents(broken);
      web.clock.advance(15 * 60_000);
    }
    expect(await waiting()).toBe(0);
    expect(await web.db.stripeEvent.count({ where: { deadAt: { not: null }, attempts: 8 } })).toBeGreaterThan(0);
    expect(await reconcileSubscriptions(worker)).toBeGreaterThan(0);
  });
});

describe("the end of access", () => {
  it("comes with the paid period after a cancellation, by our clock, at once", async () => {
    const { buyer, strategyId, id } = await buy();
    const cancelled = await cancelSubscription(web, buyer, id, { reason: "too expensive" });
    expect(cancelled).toMatchObject({ ok: true, value: { status: "ACTIVE", cancelAtPeriodEnd: true } });
    expect(await access(buyer, strategyId)).toBe(true);
    web.clock.advance(31 * DAY_MS);
    expect(await access(buyer, strategyId)).toBe(false);
    expect(await endLapsedAccess(worker)).toBe(1);
    const events = await web.db.outboxEvent.findMany({
      where: { type: "subscription.changed", payload: { path: ["subscriptionId"], equals: id } },
      orderBy: { id: "asc" },
    });
    expect(events.at(-1)?.payload).toMatchObject({ hasAccess: false });
    stripe.standIn.engine.tick();
    await stripe.deliver();
    await work(worker);
    expect((await view(buyer, id))?.status).toBe("CANCELLED");
    expect((await web.db.strategy.findUniqueOrThrow({ where: { id: strategyId } })).followerCount).toBe(0);
  });

  it("is taken back by resuming in time", async () => {
    const { buyer, id } = await buy();
    await cancelSubscription(web, buyer, id, {});
    expect(await resumeSubscription(web, buyer, id)).toMatchObject({ ok: true, value: { cancelAtPeriodEnd: false } });
    expect(await cancelSubscription(web, buyer, id, {})).toMatchObject({
      ok: true,
      value: { cancelAtPeriodEnd: true },
    });
  });

  it("comes with a pause and goes with resuming", async () => {
    const { buyer, strategyId, id } = await buy();
    expect(await pauseSubscription(web, buyer, id)).toMatchObject({ ok: true, value: { status: "PAUSED" } });
    expect(await access(buyer, strategyId)).toBe(false);
    expect(await resumeSubscription(web, buyer, id)).toMatchObject({ ok: true, value: { status: "ACTIVE" } });
    expect(await access(buyer, strategyId)).toBe(true);
  });

  it("is no way to a free month: resuming after the renewal was skipped begins a paid one, resuming before costs nothing", async () => {
    const { buyer, strategyId, id } = await buy();
    await pauseSubscription(web, buyer, id);
    await resumeSubscription(web, buyer, id);
    expect(await ledger(strategyId)).toEqual(PAID_ONCE);
    await pauseSubscription(web, buyer, id);
    web.clock.advance(33 * DAY_MS);
    stripe.standIn.engine.tick();
    await stripe.deliver();
    await work(worker);
    expect(await view(buyer, id)).toMatchObject({ status: "PAUSED", hasAccess: false });
    expect(await ledger(strategyId)).toEqual(PAID_ONCE);
    expect(await resumeSubscription(web, buyer, id)).toMatchObject({ ok: true, value: { status: "ACTIVE" } });
    await stripe.deliver();
    await work(worker);
    expect(await ledger(strategyId)).toMatchObject({ PROVIDER_PAYABLE: -2 * 7_999, PLATFORM_FEE: -2 * 2_000 });
    const end = Date.parse((await view(buyer, id))?.currentPeriodEnd ?? "");
    expect(end).toBeGreaterThanOrEqual(web.clock.now() + 28 * DAY_MS);
  });

  it("comes 7 days after a declined renewal, and access is back when the card pays (B68)", async () => {
    const { buyer, strategyId, id } = await buy();
    const customer = (await web.db.user.findUniqueOrThrow({ where: { id: buyer.userId } })).stripeCustomerId ?? "";
    await stripe.control({ card: { customer, behaviour: "declines" } });
    const catchUp = async () => {
      stripe.standIn.engine.tick();
      await stripe.deliver();
      await work(worker);
    };
    web.clock.advance(32 * DAY_MS);
    await catchUp();
    expect(await view(buyer, id)).toMatchObject({ status: "PAST_DUE", hasAccess: true });
    web.clock.advance(7 * DAY_MS);
    expect(await access(buyer, strategyId)).toBe(false);
    expect(await endLapsedAccess(worker)).toBe(1);
    await stripe.control({ card: { customer, behaviour: "pays" } });
    web.clock.advance(8 * DAY_MS); // a failed renewal is tried again within 7 days
    await catchUp();
    expect(await view(buyer, id)).toMatchObject({ status: "ACTIVE", hasAccess: true });
    expect(await ledger(strategyId)).toMatchObject({ PROVIDER_PAYABLE: -2 * 7_999, PLATFORM_FEE: -2 * 2_000 });
  });

  it("is not there for a stranger to change", async () => {
    const { id } = await buy();
    const stranger = await makeUser(web, "SUBSCRIBER");
    for (const change of [
      cancelSubscription(web, stranger, id, {}),
      pauseSubscription(web, stranger, id),
      resumeSubscription(web, stranger, id),
    ]) {
      expect(await change).toEqual({ ok: false, reason: "not_found" });
    }
  });

  it("lets a left checkout lapse and start anew", async () => {
    const { buyer, strategyId, id } = await checkout();
    web.clock.advance(DAY_MS + 1_000);
    stripe.standIn.engine.tick();
    await stripe.deliver();
    await work(worker);
    expect((await view(buyer, id))?.status).toBe("EXPIRED");
    expect(await subscribe(web, buyer, { strategyId })).toMatchObject({ ok: true, value: { status: "PENDING" } });
  });
});

it("shows a provider gross, fee and net by month, and stops his sales when Stripe takes the capability back (B67)", async () => {
  const { strategyId } = await buy();
  const [month] = await listEarnings(web.db, provider.userId);
  expect(month?.gross).toBe((month?.fee ?? 0) + (month?.net ?? 0));
  await stripe.control({ restrict: { account: accountId } });
  await stripe.deliver();
  await work(worker);
  expect((await web.db.user.findUniqueOrThrow({ where: { id: provider.userId } })).transfersActive).toBe(false);
  const late = await makeUser(web, "SUBSCRIBER");
  expect(await subscribe(web, late, { strategyId })).toMatchObject({ ok: false, reason: "payouts_not_ready" });
});

it("keeps the whole ledger at 0, and its Stripe balance equal to the stand-in's own, after all of the above", async () => {
  web.clock.advance(DAY_MS / 2);
  await sweepStripe(worker);
  await work(worker);
  await reconcileSubscriptions(worker);
  const [all] = await db.owner<{ sum: string }>("SELECT sum(amount) AS sum FROM journal_entries");
  expect(Number(all?.sum)).toBe(0);
  const [atStripe] = await db.owner<{ sum: string }>(
    "SELECT sum(amount) AS sum FROM journal_entries WHERE account = 'STRIPE_BALANCE'",
  );
  const moved = stripe.standIn.engine.store.all("balance_transaction").reduce((sum, row) => sum + row.net, 0);
  expect(Number(atStripe?.sum)).toBe(moved);
});
