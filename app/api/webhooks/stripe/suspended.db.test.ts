import { expect, it } from "vitest";
import { buyPlan } from "@/lib/features/plans/buy-plan";
import { endSuspendedPlans } from "@/lib/features/plans/end-suspended";
import { keepPlan } from "@/lib/features/plans/keep-plan";
import { readPlan } from "@/lib/features/plans/queries";
import { endUnpaid } from "@/lib/features/subscriptions/end-unpaid";
import { holdRenewals } from "@/lib/features/subscriptions/hold-renewals";
import { getSubscription } from "@/lib/features/subscriptions/queries";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS } from "@/lib/kernel/time";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, expectBalanced } = stage;

const DECLINES_LATER = "4000 0000 0000 0341";

/** What the worker does each minute. @returns how many were ended or changed */
async function minute(): Promise<number> {
  const changed =
    (await endUnpaid(stage.worker)) + (await endSuspendedPlans(stage.worker)) + (await holdRenewals(stage.worker));
  await settle();
  return changed;
}

async function suspend({ userId }: Actor, suspended: boolean): Promise<void> {
  const bannedAt = suspended ? new Date(stage.web.clock.now()) : null;
  await stage.web.db.user.update({ where: { id: userId }, data: { bannedAt } });
  expect(await minute()).toBeGreaterThan(0);
  expect(await minute()).toBe(0);
}

async function pass(days: number): Promise<void> {
  stage.web.clock.advance(days * DAY_MS);
  await settle();
}

const row = ({ userId }: Actor) => stage.web.db.subscription.findFirstOrThrow({ where: { userId } });

async function state(buyer: Actor) {
  const { id } = await row(buyer);
  const view = await getSubscription(stage.web.db, buyer.userId, id, stage.web.clock.now());
  return view === null ? null : [view.status, view.hasAccess];
}

/** What of somebody's card was charged, in cents, for anything. */
function charged(user: Actor): number {
  const { store } = stage.stripe.standIn.engine;
  const customers = store.all("customer").filter((each) => each.metadata.userId === user.userId);
  return store
    .all("charge")
    .filter((each) => each.status === "succeeded" && customers.some(({ id }) => id === each.customer))
    .reduce((sum, each) => sum + each.amount, 0);
}

it("charges a suspended subscriber nothing; back after the paid time he is charged by his own wish alone", async () => {
  const { buyer } = await sell();
  await suspend(buyer, true);
  expect(await state(buyer)).toEqual(["ACTIVE", true]);
  await pass(40);
  expect(await state(buyer)).toEqual(["ACTIVE", false]);
  expect(charged(buyer)).toBe(9_999);
  await suspend(buyer, false);
  expect(await state(buyer)).toEqual(["PAUSED", false]);
  await pass(40);
  expect(charged(buyer)).toBe(9_999);
  expect(await resumeSubscription(stage.web, buyer, (await row(buyer)).id)).toMatchObject({ ok: true });
  await settle();
  expect(await state(buyer)).toEqual(["ACTIVE", true]);
  expect(charged(buyer)).toBe(2 * 9_999);
  expect((await books()).payable).toBe(2 * 7_999);
  await expectBalanced();
});

it("goes on with the renewals of who is back before what he paid is over", async () => {
  const { buyer } = await sell();
  await suspend(buyer, true);
  await pass(5);
  await suspend(buyer, false);
  expect(await state(buyer)).toEqual(["ACTIVE", true]);
  expect(charged(buyer)).toBe(9_999);
  await pass(30);
  expect(charged(buyer)).toBe(2 * 9_999);
});

it("asks him for nothing that is open: a failed renewal ends, a checkout closes, a trial is not paid after", async () => {
  const { web, stripe } = stage;
  const sold = async (more: { trialDays?: number }, card?: string) => {
    const buyer = await makeUser(web, "SUBSCRIBER");
    const asked = await subscribe(web, buyer, { strategyId: await makeStrategy(web, stage.provider, more) });
    const url = asked.ok ? (asked.value.checkoutUrl ?? "") : "";
    if (card !== undefined) await stripe.pay(url, card);
    await settle();
    return { buyer, url };
  };
  const { buyer: failing } = await sold({}, DECLINES_LATER);
  await pass(31);
  expect(await state(failing)).toEqual(["PAST_DUE", true]);
  const { buyer: trying } = await sold({ trialDays: 14 }, "4242 4242 4242 4242");
  const { buyer: asking, url } = await sold({});
  for (const each of [failing, trying, asking]) await suspend(each, true);
  expect(await state(failing)).toEqual(["CANCELLED", false]);
  expect(await state(trying)).toEqual(["TRIALING", true]);
  expect(await state(asking)).toEqual(["EXPIRED", false]);
  expect(await stripe.pay(url)).toBe(410);
  for (const customer of stripe.standIn.engine.store.all("customer"))
    await stripe.control({ card: { customer: customer.id, behaviour: "pays" } });
  await pass(40);
  expect([failing, trying, asking].map(charged)).toEqual([9_999, 0, 0]);
  await suspend(trying, false);
  expect(await state(trying)).toEqual(["PAUSED", false]);
  expect(charged(trying)).toBe(0);
});

it("ends a suspended user's plan with what is paid, at once what was not; who is back before may keep it", async () => {
  const { web, stripe } = stage;
  const on = async (card?: string) => {
    const buyer = await makeUser(web, "SUBSCRIBER");
    const bought = await buyPlan(web, buyer, { plan: "STARTER" });
    const url = bought.ok ? bought.value.checkoutUrl : "";
    if (card !== undefined) await stripe.pay(url, card);
    await settle();
    return { buyer, url };
  };
  const plan = (user: Actor) => readPlan(web.db, user.userId, web.clock.now());
  const { buyer: failing } = await on(DECLINES_LATER);
  await pass(31);
  const { buyer: back } = await on("4242 4242 4242 4242");
  const { buyer: gone } = await on("4242 4242 4242 4242");
  const { buyer: asking, url } = await on();
  for (const each of [failing, back, gone, asking]) await suspend(each, true);
  expect(await plan(failing)).toMatchObject({ plan: "TRIAL" });
  expect(await plan(gone)).toMatchObject({ plan: "STARTER" });
  expect(await stripe.pay(url)).toBe(410);
  await web.db.user.update({ where: { id: back.userId }, data: { bannedAt: null } });
  expect(await minute()).toBe(0);
  expect(await keepPlan(web, back)).toMatchObject({ ok: true });
  await pass(31);
  expect(await plan(gone)).toMatchObject({ plan: "TRIAL" });
  expect([failing, back, gone, asking].map(charged)).toEqual([4_900, 2 * 4_900, 4_900, 0]);
  await expectBalanced();
});
