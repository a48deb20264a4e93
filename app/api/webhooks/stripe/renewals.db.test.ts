import { expect, it } from "vitest";
import { startOnboarding } from "@/lib/features/billing/start-onboarding";
import { endLapsedAccess } from "@/lib/features/subscriptions/end-lapsed-access";
import { holdRenewals } from "@/lib/features/subscriptions/hold-renewals";
import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { findSubscriptionTo } from "@/lib/features/subscriptions/queries";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, toIso, utcMs } from "@/lib/kernel/time";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, expectBalanced } = stage;

const present = (buyer: Actor, strategyId: string) =>
  findSubscriptionTo(stage.web.db, buyer.userId, strategyId, stage.web.clock.now());

async function restrict(): Promise<void> {
  await stage.stripe.control({ restrict: { account: stage.accountId } });
  await settle();
  await holdRenewals(stage.worker);
  await settle();
}

/** The provider settles what is asked of him. */
async function mend(): Promise<void> {
  const started = await startOnboarding(stage.web, stage.provider, { country: "US" });
  const body = new URLSearchParams({ action: "complete" });
  await fetch(started.ok ? started.value.url : "", { method: "POST", body, redirect: "manual" });
  await settle();
  await holdRenewals(stage.worker);
  await settle();
}

it("lets renewals wait while their provider cannot be paid: what was paid stays, then nothing is charged and access ends (B67)", async () => {
  const { buyer, strategyId } = await sell();
  const paidUntil = (await present(buyer, strategyId))?.currentPeriodEnd;
  await restrict();
  expect(await holdRenewals(stage.worker)).toBe(0);
  expect(await present(buyer, strategyId)).toMatchObject({ status: "ACTIVE", hasAccess: true, renewalHeld: true });
  stage.web.clock.advance(40 * DAY_MS);
  await settle();
  await endLapsedAccess(stage.worker);
  expect(await present(buyer, strategyId)).toMatchObject({ hasAccess: false, currentPeriodEnd: paidUntil });
  expect((await books()).payable).toBe(7_999);

  await mend();
  const again = await present(buyer, strategyId);
  expect(again).toMatchObject({ status: "ACTIVE", hasAccess: true, renewalHeld: false });
  expect(Date.parse(again?.currentPeriodEnd ?? "")).toBeGreaterThan(stage.web.clock.now() + 27 * DAY_MS);
  expect((await books()).payable).toBe(2 * 7_999);
  await expectBalanced();
});

it("charges nothing when the provider is back before the period ends, and a subscriber's own pause stays his (B67)", async () => {
  const [kept, paused] = [await sell(), await sell()];
  const own = await stage.web.db.subscription.findFirstOrThrow({ where: { userId: paused.buyer.userId } });
  await pauseSubscription(stage.web, paused.buyer, own.id);
  await restrict();
  expect(await present(paused.buyer, paused.strategyId)).toMatchObject({
    status: "PAUSED",
    renewalHeld: false,
    resumeWaits: true,
  });
  expect(await resumeSubscription(stage.web, paused.buyer, own.id)).toMatchObject({ ok: false, reason: "conflict" });
  stage.web.clock.advance(3 * DAY_MS);
  await mend();
  expect(await present(kept.buyer, kept.strategyId)).toMatchObject({ status: "ACTIVE", renewalHeld: false });
  expect(await present(paused.buyer, paused.strategyId)).toMatchObject({ status: "PAUSED", resumeWaits: false });
  expect((await books()).payable).toBe(2 * 7_999);
  stage.web.clock.set(toIso(utcMs(stage.web.clock.now() + 28 * DAY_MS)));
  await settle();
  expect((await books()).payable).toBe(3 * 7_999);
});

it("holds nothing of who pays nothing by now: his access goes on", async () => {
  const { buyer, strategyId } = await sell();
  await stage.web.db.subscription.updateMany({ where: { userId: buyer.userId }, data: { priceAmount: 0 } });
  await restrict();
  expect(await present(buyer, strategyId)).toMatchObject({ status: "ACTIVE", hasAccess: true, renewalHeld: false });
});

it("lets who pays nothing by now resume, though his provider cannot be paid", async () => {
  const { buyer, strategyId } = await sell();
  const { id } = await stage.web.db.subscription.findFirstOrThrow({ where: { userId: buyer.userId } });
  await pauseSubscription(stage.web, buyer, id);
  await stage.web.db.subscription.update({ where: { id }, data: { priceAmount: 0 } });
  await restrict();
  expect(await present(buyer, strategyId)).toMatchObject({ status: "PAUSED", resumeWaits: false });
  expect(await resumeSubscription(stage.web, buyer, id)).toMatchObject({ ok: true, value: { status: "ACTIVE" } });
});
