import { describe, expect, it } from "vitest";
import { listEarnings, listInvoices } from "@/lib/features/billing/queries";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import { makeStrategy, makeUser, work } from "@/lib/testing/sale";
import { PAID_ONCE, saleStage } from "./sale.fixture.ts";

const stage = saleStage();
const { access, buy, checkout, ledger, view } = stage;

describe("subscribing", () => {
  it("opens access by the webhook alone, and books 99.99 as 79.99 + 20.00 (B63)", async () => {
    const { buyer, strategyId, id, url } = await checkout();
    expect((await view(buyer, id))?.status).toBe("PENDING");
    expect(await stage.stripe.pay(url)).toBe(`http://localhost:3140/subscriptions/return?subscription=${id}`);
    expect(await access(buyer, strategyId)).toBe(false);
    expect(new Set(await stage.stripe.deliver())).toEqual(new Set([200]));
    expect(await access(buyer, strategyId)).toBe(false);
    await work(stage.worker);
    expect(await access(buyer, strategyId)).toBe(true);
    expect(await view(buyer, id)).toMatchObject({
      status: "ACTIVE",
      checkoutUrl: null,
      hasAccess: true,
      follow: { mode: "NOTIFY" },
    });
    expect(await ledger(strategyId)).toEqual(PAID_ONCE);
    const { items } = await listInvoices(stage.web.db, buyer.userId, { limit: 10 });
    expect(items).toMatchObject([{ kind: "PAYMENT", status: "PAID", total: { amount: 9_999, currency: "USD" } }]);
    const document = await fetch(items[0]?.documentUrl ?? "");
    expect(document.headers.get("content-type")).toBe("application/pdf");
  });

  it("tells rooms and lists: an event with access, one follower more", async () => {
    const { id, strategyId } = await buy();
    const events = await stage.web.db.outboxEvent.findMany({
      where: { type: "subscription.changed", payload: { path: ["subscriptionId"], equals: id } },
    });
    expect(events.at(-1)?.payload).toMatchObject({ hasAccess: true, strategyId });
    expect((await stage.web.db.strategy.findUniqueOrThrow({ where: { id: strategyId } })).followerCount).toBe(1);
  });

  it("is active at once and asks nobody for a price of 0", async () => {
    const buyer = await makeUser(stage.web, "SUBSCRIBER");
    const strategyId = await makeStrategy(stage.web, stage.provider, { priceAmount: 0 });
    const result = await subscribe(stage.web, buyer, { strategyId });
    expect(result).toMatchObject({ ok: true, value: { status: "ACTIVE", checkoutUrl: null } });
    expect(await access(buyer, strategyId)).toBe(true);
    expect(await subscribe(stage.web, buyer, { strategyId })).toEqual(result);
  });

  it("leads twice to one subscription and one checkout, also in parallel (B62)", async () => {
    const buyer = await makeUser(stage.web, "SUBSCRIBER");
    const strategyId = await makeStrategy(stage.web, stage.provider);
    const results = await Promise.all(Array.from({ length: 6 }, () => subscribe(stage.web, buyer, { strategyId })));
    const distinct = new Set(results.map((result) => JSON.stringify(result)));
    expect(distinct.size).toBe(1);
    expect(await stage.web.db.subscription.count({ where: { userId: buyer.userId } })).toBe(1);
  });

  it("opens a new checkout when the old one expired or the price changed, and the old one cannot be paid", async () => {
    const { buyer, strategyId, id, url } = await checkout();
    await stage.web.db.strategy.update({ where: { id: strategyId }, data: { priceAmount: 4_900 } });
    const again = await subscribe(stage.web, buyer, { strategyId });
    if (!again.ok || again.value.checkoutUrl === null) throw new Error("no second checkout");
    expect(again.value.id).toBe(id);
    expect(again.value.checkoutUrl).not.toBe(url);
    expect(await stage.stripe.pay(url)).toBe(410);
    await stage.stripe.pay(again.value.checkoutUrl);
    await stage.stripe.deliver();
    await work(stage.worker);
    expect(await view(buyer, id)).toMatchObject({ status: "ACTIVE", price: { amount: 4_900 } });
    expect(await ledger(strategyId)).toMatchObject({ PROVIDER_PAYABLE: -3_920, PLATFORM_FEE: -980 });
  });

  it("keeps a declined card from opening anything", async () => {
    const { buyer, strategyId, id, url } = await checkout();
    expect(await stage.stripe.pay(url, "4000 0000 0000 0002")).toBe(200);
    await stage.stripe.deliver();
    await work(stage.worker);
    expect((await view(buyer, id))?.status).toBe("PENDING");
    expect(await access(buyer, strategyId)).toBe(false);
  });

  it("refuses one's own, a strange, a paused strategy and one whose provider cannot sell", async () => {
    const strategyId = await makeStrategy(stage.web, stage.provider);
    expect(await subscribe(stage.web, stage.provider, { strategyId })).toMatchObject({
      ok: false,
      reason: "forbidden",
    });
    const buyer = await makeUser(stage.web, "SUBSCRIBER");
    expect(await subscribe(stage.web, buyer, { strategyId: "str_nobody" })).toMatchObject({
      ok: false,
      reason: "not_found",
    });
    const draft = await makeStrategy(stage.web, stage.provider, { status: "DRAFT" });
    expect(await subscribe(stage.web, buyer, { strategyId: draft })).toMatchObject({ ok: false, reason: "not_found" });
    const paused = await makeStrategy(stage.web, stage.provider, { status: "PAUSED" });
    expect(await subscribe(stage.web, buyer, { strategyId: paused })).toMatchObject({ ok: false, reason: "conflict" });
    const newcomer = await makeUser(stage.web, "PROVIDER");
    const early = await makeStrategy(stage.web, newcomer);
    expect(await subscribe(stage.web, buyer, { strategyId: early })).toMatchObject({
      ok: false,
      reason: "payouts_not_ready",
    });
  });

  it("sends the same POST once when the answer was lost: one checkout, every request written down", async () => {
    const buyer = await makeUser(stage.web, "SUBSCRIBER");
    const strategyId = await makeStrategy(stage.web, stage.provider);
    await stage.stripe.control({ loseAnswers: 9 });
    await expect(subscribe(stage.web, buyer, { strategyId })).rejects.toMatchObject({ code: "payments_unavailable" });
    await stage.stripe.control({ loseAnswers: 0 });
    const customers = () =>
      stage.stripe.standIn.engine.store.all("customer").filter((customer) => customer.metadata.userId === buyer.userId);
    expect(customers()).toHaveLength(1);
    expect(await subscribe(stage.web, buyer, { strategyId })).toMatchObject({ ok: true });
    expect(customers()).toHaveLength(1);
    const requests = await stage.web.db.stripeRequest.findMany({
      where: { subjectId: { in: [buyer.userId, strategyId] } },
    });
    expect(requests.map((request) => request.kind).sort()).toEqual(["customer", "price", "product"]);
    expect(requests.every((request) => request.answeredAt !== null)).toBe(true);
  });
});

it("shows a provider gross, fee and net by month, and stops his sales when Stripe takes the capability back (B67)", async () => {
  const { strategyId } = await buy();
  const [month] = await listEarnings(stage.web.db, stage.provider.userId);
  expect(month?.gross).toBe((month?.fee ?? 0) + (month?.net ?? 0));
  await stage.stripe.control({ restrict: { account: stage.accountId } });
  await stage.stripe.deliver();
  await work(stage.worker);
  expect((await stage.web.db.user.findUniqueOrThrow({ where: { id: stage.provider.userId } })).transfersActive).toBe(
    false,
  );
  const late = await makeUser(stage.web, "SUBSCRIBER");
  expect(await subscribe(stage.web, late, { strategyId })).toMatchObject({ ok: false, reason: "payouts_not_ready" });
});

it("keeps the whole ledger at 0, and its Stripe balance equal to the stand-in's own, after all of the above", () =>
  stage.expectBalanced());
