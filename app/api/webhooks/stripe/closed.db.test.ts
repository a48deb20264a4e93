import { expect, it, vi } from "vitest";
import type { DomainEvent } from "@/lib/events/catalogue";
import { closedAddress } from "@/lib/features/accounts/user";
import { listInvoices } from "@/lib/features/billing/queries";
import { payableProviders } from "@/lib/features/billing/repository";
import { archiveStrategy } from "@/lib/features/marketplace/update-strategy";
import { onSubscriptionChanged } from "@/lib/features/notifications/on-account-event";
import { listNotifications } from "@/lib/features/notifications/queries";
import { endClosed } from "@/lib/features/subscriptions/end-closed";
import { holdRenewals } from "@/lib/features/subscriptions/hold-renewals";
import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { getSubscription } from "@/lib/features/subscriptions/queries";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, MINUTE_MS } from "@/lib/kernel/time";
import { makeStrategy, makeUser, work } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, expectBalanced } = stage;

/** Subscribes somebody new and, where there is something to pay, pays. */
async function start(strategyId: string): Promise<{ readonly buyer: Actor; readonly id: string }> {
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  const asked = await subscribe(stage.web, buyer, { strategyId });
  if (!asked.ok) throw new Error(asked.reason);
  if (asked.value.checkoutUrl !== null) await stage.stripe.pay(asked.value.checkoutUrl);
  await settle();
  return { buyer, id: asked.value.id };
}

const idOf = async ({ userId }: Actor) =>
  (await stage.web.db.subscription.findFirstOrThrow({ where: { userId }, select: { id: true } })).id;

const state = async (buyer: Actor) => {
  const view = await getSubscription(stage.web.db, buyer.userId, await idOf(buyer), stage.web.clock.now());
  return view === null ? null : [view.status, view.hasAccess, view.cancelAtPeriodEnd];
};

async function close(strategyId: string): Promise<void> {
  expect(await archiveStrategy(stage.web, stage.provider, strategyId)).toMatchObject({ ok: true });
}

/** What the worker tells somebody of his subscription from now on, each event handed to it twice. */
async function toldOf(buyer: Actor, work: () => Promise<void>): Promise<(readonly [string, string])[]> {
  const ctx = stage.worker;
  const before = await ctx.db.outboxEvent.findFirst({ orderBy: { id: "desc" }, select: { id: true } });
  await work();
  const events = await ctx.db.outboxEvent.findMany({ where: { id: { gt: before?.id ?? 0n } }, orderBy: { id: "asc" } });
  for (const { id, at, type, payload } of [...events, ...events]) {
    const event = { type, ...(payload as object) } as DomainEvent;
    if (event.type === "subscription.changed") await onSubscriptionChanged(ctx, event, { xid: 1n, id, at, event });
  }
  const { items } = await listNotifications(ctx.db, buyer.userId, { limit: 20 });
  return items.map(({ title, body }) => [title, body] as const);
}

it("ends what is paid by the month when its strategy is closed: access to the end of the period, no further payment, told once", async () => {
  const { buyer, strategyId } = await sell();
  const id = await idOf(buyer);
  const told = await toldOf(buyer, async () => {
    await close(strategyId);
    expect(await endClosed(stage.worker)).toBe(1);
    expect(await endClosed(stage.worker)).toBe(0);
    await settle();
    expect(await state(buyer)).toEqual(["ACTIVE", true, true]);
    expect(await resumeSubscription(stage.web, buyer, id)).toMatchObject({ ok: false, reason: "conflict" });
    // As by the payment service's own page: it does not stay.
    const at = await stage.web.db.subscription.findUniqueOrThrow({ where: { id } });
    await stage.web.payments.setCancelAtPeriodEnd(at.stripeSubscriptionId ?? "", false, null, "kept at the portal");
    await settle();
    expect(await state(buyer)).toEqual(["ACTIVE", true, false]);
    expect(await endClosed(stage.worker)).toBe(1);
    stage.web.clock.advance(40 * DAY_MS);
    await settle();
    expect(await state(buyer)).toEqual(["CANCELLED", false, true]);
  });
  expect(told).toEqual([
    [
      "Strategy closed",
      expect.stringContaining("nothing more is charged. Positions that are open still get their exits"),
    ],
  ]);
  expect((await books()).payable).toBe(7_999);
  await expectBalanced();
});

it("says in that notice until when access lasts", async () => {
  const { buyer, strategyId } = await sell();
  const told = await toldOf(buyer, async () => {
    await close(strategyId);
    await endClosed(stage.worker);
  });
  const view = await getSubscription(stage.web.db, buyer.userId, await idOf(buyer), stage.web.clock.now());
  expect(told[0]?.[1]).toContain(`You keep access until ${view?.currentPeriodEnd?.slice(0, 10)}`);
  expect(view).toMatchObject({ strategy: { status: "ARCHIVED" }, cancelAtPeriodEnd: true });
});

it("lets nobody resume a paused subscription to a closed strategy; it ends without another payment", async () => {
  const { buyer, strategyId } = await sell();
  const id = await idOf(buyer);
  await pauseSubscription(stage.web, buyer, id);
  await close(strategyId);
  expect(await resumeSubscription(stage.web, buyer, id)).toMatchObject({
    ok: false,
    detail: expect.stringContaining("closed this strategy"),
  });
  expect(await endClosed(stage.worker)).toBe(1);
  expect(await state(buyer)).toEqual(["PAUSED", false, true]);
  stage.web.clock.advance(40 * DAY_MS);
  await settle();
  expect(await state(buyer)).toEqual(["CANCELLED", false, true]);
  expect((await books()).payable).toBe(7_999);
});

it("ends a trial of a closed strategy with its days, unpaid; a free one and an open checkout at once", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider, { trialDays: 14 });
  const { buyer: trying } = await start(strategyId);
  const paying = await makeUser(stage.web, "SUBSCRIBER");
  const left = await subscribe(stage.web, paying, { strategyId });
  const free = await makeStrategy(stage.web, stage.provider, { priceAmount: 0 });
  const { buyer: guest } = await start(free);
  await close(strategyId);
  await close(free);
  const told = await toldOf(guest, async () => {
    expect(await endClosed(stage.worker)).toBe(3);
    expect(await endClosed(stage.worker)).toBe(0);
  });
  expect(told.map(([title]) => title)).toEqual(["Strategy closed"]);
  expect(told[0]?.[1]).toContain("Your access has ended");
  expect(await state(trying)).toEqual(["TRIALING", true, true]);
  expect(await state(guest)).toEqual(["CANCELLED", false, false]);
  expect(await state(paying)).toEqual(["EXPIRED", false, false]);
  expect(await stage.stripe.pay(left.ok ? (left.value.checkoutUrl ?? "") : "")).toBe(410);
  stage.web.clock.advance(20 * DAY_MS);
  await settle();
  expect(await state(trying)).toEqual(["CANCELLED", false, true]);
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
});

it("lets renewals wait and sells nothing while a provider is suspended, and goes on when he is back", async () => {
  const { buyer, strategyId } = await sell();
  const suspend = async (suspended: boolean): Promise<void> => {
    const bannedAt = suspended ? new Date(stage.web.clock.now()) : null;
    await stage.web.db.user.update({ where: { id: stage.provider.userId }, data: { bannedAt } });
    await holdRenewals(stage.worker);
    await settle();
  };
  await suspend(true);
  expect(await holdRenewals(stage.worker)).toBe(0);
  expect(await payableProviders(stage.worker.db)).not.toContain(stage.provider.userId);
  expect(await state(buyer)).toEqual(["ACTIVE", true, false]);
  const another = await makeUser(stage.web, "SUBSCRIBER");
  expect(await subscribe(stage.web, another, { strategyId })).toMatchObject({ ok: false, reason: "payouts_not_ready" });
  stage.web.clock.advance(40 * DAY_MS);
  await settle();
  expect(await state(buyer)).toEqual(["ACTIVE", false, false]);
  expect((await books()).payable).toBe(7_999);
  await suspend(false);
  expect(await state(buyer)).toEqual(["ACTIVE", true, false]);
  expect((await books()).payable).toBe(2 * 7_999);
});

it("goes on paying out to whoever closed his own account: the money is his", async () => {
  const { userId } = stage.provider;
  const bannedAt = new Date(stage.web.clock.now());
  await stage.web.db.user.update({ where: { id: userId }, data: { bannedAt, email: closedAddress(userId) } });
  expect(await payableProviders(stage.worker.db)).toContain(userId);
});

it("gives back what was paid for a strategy that was closed before word of the payment came, and tells its payer", async () => {
  const { web, stripe } = stage;
  const strategyId = await makeStrategy(web, stage.provider);
  const buyer = await makeUser(web, "SUBSCRIBER");
  const asked = await subscribe(web, buyer, { strategyId });
  const trial = await makeStrategy(web, stage.provider, { trialDays: 14 });
  const trying = await makeUser(web, "SUBSCRIBER");
  const tries = await subscribe(web, trying, { strategyId: trial });
  for (const each of [asked, tries]) await stripe.pay(each.ok ? (each.value.checkoutUrl ?? "") : "");
  await close(strategyId);
  await close(trial);
  expect(await endClosed(stage.worker)).toBe(0);
  const told = await toldOf(buyer, async () => {
    // The one who gives it back dies after the end of the subscription, before the refund.
    await stripe.deliver();
    const refund = vi.spyOn(stage.worker.payments, "refundWhole").mockRejectedValue(new Error("killed"));
    await work(stage.worker);
    refund.mockRestore();
    expect(await state(buyer)).toEqual(["PENDING", false, false]);
    web.clock.advance(MINUTE_MS);
    await settle();
  });
  expect(await state(buyer)).toEqual(["EXPIRED", false, false]);
  expect(await state(trying)).toEqual(["EXPIRED", false, false]);
  expect(told).toEqual([
    ["Strategy closed", expect.stringContaining("What you paid for it goes back to you in full.")],
  ]);
  const mine = await listInvoices(web.db, buyer.userId, { limit: 10 });
  expect(mine.items.map(({ kind, total }) => [kind, total.amount]).sort()).toEqual([
    ["PAYMENT", 9_999],
    ["REFUND", -9_999],
  ]);
  expect(
    stripe.standIn.engine.store
      .all("subscription")
      .slice(-2)
      .map(({ status }) => status),
  ).toEqual(["canceled", "canceled"]);
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  await expectBalanced();
});
