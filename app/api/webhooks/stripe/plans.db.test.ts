import { expect, it } from "vitest";
import { planOf } from "@/lib/features/accounts/queries";
import { finishMoneyBacks, takeMoneyBack } from "@/lib/features/billing/give-plan-back";
import { listInvoices } from "@/lib/features/billing/queries";
import { reconcileSubscriptions, sweepStripe } from "@/lib/features/billing/sweep-stripe";
import { onPlanChanged } from "@/lib/features/notifications/on-plan-changed";
import { listNotifications } from "@/lib/features/notifications/queries";
import { askForManaged } from "@/lib/features/plans/ask-for-managed";
import { buyPlan } from "@/lib/features/plans/buy-plan";
import { downgradePlan } from "@/lib/features/plans/downgrade-plan";
import { keepPlan } from "@/lib/features/plans/keep-plan";
import { movePlans } from "@/lib/features/plans/move-plans";
import { previewUpgrade } from "@/lib/features/plans/preview-upgrade";
import { readPlan } from "@/lib/features/plans/queries";
import { setManagedPrice } from "@/lib/features/plans/set-managed-price";
import { upgradePlan } from "@/lib/features/plans/upgrade-plan";
import type { Actor } from "@/lib/kernel/actor";
import { minor } from "@/lib/kernel/money";
import { DAY_MS, MINUTE_MS } from "@/lib/kernel/time";
import type { PaidPlan } from "@/lib/ports/plan-payments";
import { makeUser } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, expectBalanced } = stage;

const DECLINES_LATER = "4000 0000 0000 0341";

/** A new user who has paid for `plan`. */
async function on(plan: PaidPlan, card?: string): Promise<Actor> {
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  const bought = await buyPlan(stage.web, buyer, { plan });
  if (!bought.ok) throw new Error(bought.detail);
  await stage.stripe.pay(bought.value.checkoutUrl, card);
  await settle();
  return buyer;
}

/** What the user's own journals say: what he paid, what came back, and whether anything left the platform. */
async function booked(user: Actor): Promise<{ paid: number; backs: number; transfers: number }> {
  const rows = await stage.db.owner<{ kind: string; count: string; sum: string }>(
    `SELECT j.kind, count(DISTINCT j.id) AS count, coalesce(sum(e.amount) FILTER (WHERE e.account = 'STRIPE_BALANCE'), 0) AS sum
     FROM journals j JOIN journal_entries e ON e."journalId" = j.id
     WHERE j."chargeId" IN (
       SELECT p."chargeId" FROM journals p JOIN journal_entries r ON r."journalId" = p.id
       WHERE p.kind = 'payment' AND r.account = 'CUSTOMER_RECEIPTS' AND r."userId" = $1)
     GROUP BY 1`,
    [user.userId],
  );
  const of = (kind: string) => rows.find((row) => row.kind === kind);
  return {
    paid: Number(of("payment")?.sum ?? 0),
    backs: 0 - Number(of("refund")?.sum ?? 0),
    transfers: Number(of("transfer")?.count ?? 0),
  };
}

const plan = (user: Actor) => planOf(stage.web.db, user.userId);
const view = (user: Actor) => readPlan(stage.web.db, user.userId, stage.web.clock.now());

/** What the notice centre tells the user of his plans, oldest first, each event handled twice. */
async function told(user: Actor): Promise<string[]> {
  const events = await stage.worker.db.outboxEvent.findMany({
    where: { type: "plan.changed", payload: { path: ["userId"], equals: user.userId } },
    orderBy: { id: "asc" },
  });
  for (const { id, at, payload } of [...events, ...events]) {
    const { from, to, pastDue } = payload as { from: PaidPlan; to: PaidPlan; pastDue: boolean };
    const event = { type: "plan.changed", userId: user.userId, from, to, pastDue } as const;
    await onPlanChanged(stage.worker, event, { xid: 1n, id, at, event });
  }
  const { items } = await listNotifications(stage.web.db, user.userId, { limit: 10 });
  return items.map(({ title }) => title).reverse();
}

/** Time passes, what is due of it happens, and the worker looks. */
async function pass(ms: number): Promise<void> {
  stage.web.clock.advance(ms);
  await settle();
  await movePlans(stage.worker);
  await settle();
}

it("sells a plan to the platform alone, to the cent, once and only by the service's word (B62, B63, W26)", async () => {
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  const both = await Promise.all([1, 2].map(() => buyPlan(stage.web, buyer, { plan: "STARTER" })));
  const [one, two] = both.map((result) => (result.ok ? result.value.checkoutUrl : result.detail));
  expect(one).toBe(two);
  await settle();
  expect(await plan(buyer)).toBe("TRIAL"); // nothing is paid, whatever page was opened
  await stage.stripe.pay(one ?? "");
  await settle();
  expect(await plan(buyer)).toBe("STARTER");
  expect(await booked(buyer)).toEqual({ paid: 4_900, backs: 0, transfers: 0 });
  expect(await buyPlan(stage.web, buyer, { plan: "PRO" })).toMatchObject({ ok: false, reason: "conflict" });
  const { items } = await listInvoices(stage.web.db, buyer.userId, { limit: 10 });
  expect(items.map(({ kind, total }) => [kind, total.amount])).toEqual([["PAYMENT", 4_900]]);
  await expectBalanced();
});

it("gives a second payment for one plan back whole (B62)", async () => {
  const buyer = await on("PRO");
  const { id = "", stripeSubscriptionId } = (await stage.web.db.planSubscription.findFirst({
    where: { userId: buyer.userId },
  })) ?? { stripeSubscriptionId: null };
  expect(stripeSubscriptionId).not.toBeNull();
  const { plans } = stage.web.payments;
  const customerId = await stage.web.payments.ensureCustomer(
    { userId: buyer.userId, email: buyer.email, name: buyer.name },
    `twice:${id}`,
  );
  const priceId = await plans.ensurePrice({ plan: "PRO", amount: minor(19_900), currency: "USD" }, "price");
  const order = {
    planSubscriptionId: id,
    customerId,
    priceId,
    successUrl: "http://localhost/",
    cancelUrl: "http://localhost/",
  };
  const again = await plans.openCheckout(order, `twice.checkout:${id}`);
  await stage.stripe.pay(again.url ?? "");
  await settle();
  const charges = stage.stripe.standIn.engine.store.all("charge").filter((charge) => charge.customer === customerId);
  expect(charges.map((charge) => charge.amount_refunded)).toEqual([19_900]);
  expect(await plan(buyer)).toBe("PRO");
  await expectBalanced();
});

it("moves up at once for exactly what its preview said, by the second of the preview (B69)", async () => {
  const buyer = await on("STARTER");
  stage.web.clock.advance(15.5 * DAY_MS); // half of a month of 31 days
  const preview = await previewUpgrade(stage.web, buyer, { plan: "PRO" });
  expect(preview).toMatchObject({ ok: true, value: { amountDue: 7_500, monthly: 19_900 } });
  if (!preview.ok) return;
  const { at, amountDue } = preview.value;
  expect(preview.value.lines.map((line) => line.amount)).toEqual([-2_450, 9_950]);
  expect(await upgradePlan(stage.web, buyer, { plan: "PRO", at, amountDue: 7_499 })).toMatchObject({ ok: false });
  expect(await plan(buyer)).toBe("STARTER");
  stage.web.clock.advance(5 * MINUTE_MS); // he thinks about it: the price is still the preview's
  for (const _press of [1, 2])
    expect(await upgradePlan(stage.web, buyer, { plan: "PRO", at, amountDue })).toEqual({
      ok: true,
      value: { plan: "PRO" },
    });
  expect(await plan(buyer)).toBe("PRO");
  await settle();
  expect(await booked(buyer)).toEqual({ paid: 4_900 + 7_500, backs: 0, transfers: 0 });
  expect((await view(buyer)).moneyBackUntil).toBeNull();
  const slow = await on("STARTER");
  const old = { plan: "PRO", at: stage.web.clock.now(), amountDue: 15_000 } as const;
  stage.web.clock.advance(16 * MINUTE_MS);
  expect(await upgradePlan(stage.web, slow, old)).toMatchObject({
    ok: false,
    detail: expect.stringContaining("older"),
  });
  await pass(16 * DAY_MS);
  expect((await booked(buyer)).paid).toBe(4_900 + 7_500 + 19_900);
  await expectBalanced();
});

it("leaves a plan as it is when the card is declined for a larger one (B68)", async () => {
  const buyer = await on("STARTER", DECLINES_LATER);
  stage.web.clock.advance(DAY_MS);
  const preview = await previewUpgrade(stage.web, buyer, { plan: "PRO" });
  if (!preview.ok) throw new Error(preview.detail);
  const refused = await upgradePlan(stage.web, buyer, preview.value);
  expect(refused).toMatchObject({ ok: false, detail: expect.stringContaining("declined") });
  await settle();
  expect(await view(buyer)).toMatchObject({ plan: "STARTER", status: "ACTIVE", amount: 4_900 });
  expect((await booked(buyer)).paid).toBe(4_900);
});

it("moves down when what is paid ends, charges the smaller price then, and can be taken back before (B68)", async () => {
  const buyer = await on("PRO");
  const kept = await on("PRO");
  const end = (await view(buyer)).currentPeriodEnd;
  for (const who of [buyer, kept])
    expect(await downgradePlan(stage.web, who, { plan: "STARTER" })).toEqual({ ok: true, value: { at: end } });
  await pass(10 * DAY_MS);
  expect(await view(buyer)).toMatchObject({ plan: "PRO", amount: 19_900, next: { plan: "STARTER", at: end } });
  expect(await previewUpgrade(stage.web, buyer, { plan: "MANAGED" })).toMatchObject({
    ok: false,
    detail: expect.stringContaining("Keep it first"),
  });
  expect(await keepPlan(stage.web, kept)).toMatchObject({ ok: true, value: { plan: "PRO" } });
  await pass(21 * DAY_MS);
  expect(await view(buyer)).toMatchObject({ plan: "STARTER", amount: 4_900, next: null });
  expect(await view(kept)).toMatchObject({ plan: "PRO", amount: 19_900, next: null });
  expect((await booked(buyer)).paid).toBe(19_900 + 4_900);
  expect((await booked(kept)).paid).toBe(19_900 + 19_900);
  await expectBalanced();

  await downgradePlan(stage.web, kept, { plan: "TRIAL" });
  const { stripeSubscriptionId } = await stage.web.db.planSubscription.findFirstOrThrow({
    where: { userId: kept.userId },
  });
  await stage.web.payments.cancelNow(stripeSubscriptionId ?? "", `end:${kept.userId}`); // word of it has not come
  expect(await keepPlan(stage.web, kept)).toMatchObject({ ok: false, detail: "Your plan has ended already." });
});

it("ends with what is paid, or 7 days after a renewal that fails, and then has the trial's limits", async () => {
  const ended = await on("STARTER");
  const failed = await on("STARTER", DECLINES_LATER);
  expect(await downgradePlan(stage.web, ended, { plan: "TRIAL" })).toMatchObject({ ok: true });
  expect(await plan(ended)).toBe("STARTER");
  await pass(31 * DAY_MS);
  expect(await plan(ended)).toBe("TRIAL");
  expect(await view(failed)).toMatchObject({ plan: "STARTER", status: "PAST_DUE" });
  await pass(7 * DAY_MS);
  expect(await plan(failed)).toBe("TRIAL");
  expect(await told(failed)).toEqual(["You are on Starter", "Your plan was not paid", "Starter has ended"]);
});

it("gives Starter's money back by one click within 30 days, once, and to the cent", async () => {
  const buyer = await on("STARTER");
  const late = await on("STARTER");
  const pro = await on("PRO");
  expect(await takeMoneyBack(stage.web, pro)).toMatchObject({ ok: false, reason: "conflict" });
  stage.web.clock.advance(29 * DAY_MS);
  const presses = await Promise.all([1, 2].map(() => takeMoneyBack(stage.web, buyer)));
  expect(presses.filter(({ ok }) => ok)).toHaveLength(1);
  await settle();
  expect(await finishMoneyBacks(stage.worker)).toBe(0);
  expect(await plan(buyer)).toBe("TRIAL");
  expect(await booked(buyer)).toEqual({ paid: 4_900, backs: 4_900, transfers: 0 });
  stage.web.clock.advance(DAY_MS);
  expect(await takeMoneyBack(stage.web, late)).toMatchObject({ ok: false, detail: expect.stringContaining("over") });
  const again = await buyPlan(stage.web, buyer, { plan: "STARTER" });
  if (!again.ok) throw new Error(again.detail);
  await stage.stripe.pay(again.value.checkoutUrl);
  await settle();
  expect(await view(buyer)).toMatchObject({ plan: "STARTER", moneyBackUntil: null });
  await expectBalanced();
});

it("gives Starter's money back while a bank only asks about the payment", async () => {
  const buyer = await on("STARTER");
  const charge = stage.stripe.standIn.engine.store.all("charge").at(-1)?.id ?? "";
  await stage.stripe.control({ dispute: { charge, inquiry: true } });
  // Stripe calls a payment disputed that a bank has only asked about.
  stage.stripe.standIn.engine.run((call) => call.put<"charge">({ ...call.get("charge", charge), disputed: true }));
  await settle();
  expect(await takeMoneyBack(stage.web, buyer)).toMatchObject({ ok: true, value: { done: true } });
  await settle();
  expect(await booked(buyer)).toEqual({ paid: 4_900, backs: 4_900, transfers: 0 });
  await expectBalanced();
});

it("sells Managed at the price that was agreed on, to who asked", async () => {
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  const admin = await makeUser(stage.web, "ADMIN");
  expect(await buyPlan(stage.web, buyer, { plan: "MANAGED" })).toMatchObject({ ok: false, reason: "conflict" });
  const asked = await askForManaged(stage.web, buyer, { message: "Forty tenants, please." });
  if (!asked.ok) throw new Error(asked.detail);
  expect(await askForManaged(stage.web, buyer, { message: "And forty more." })).toMatchObject({ ok: false });
  await setManagedPrice(stage.web, admin, { id: asked.value.id, amount: 150_000 });
  const bought = await buyPlan(stage.web, buyer, { plan: "MANAGED" });
  if (!bought.ok) throw new Error(bought.detail);
  await stage.stripe.pay(bought.value.checkoutUrl);
  await settle();
  expect(await view(buyer)).toMatchObject({ plan: "MANAGED", amount: 150_000 });
  expect((await booked(buyer)).paid).toBe(150_000);
});

it("finds a plan that no event told of, and lets a left checkout go (W27)", async () => {
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  const left = await makeUser(stage.web, "SUBSCRIBER");
  const bought = await buyPlan(stage.web, buyer, { plan: "STARTER" });
  await buyPlan(stage.web, left, { plan: "PRO" });
  if (!bought.ok) throw new Error(bought.detail);
  await stage.stripe.pay(bought.value.checkoutUrl);
  stage.web.clock.advance(31 * MINUTE_MS);
  await sweepStripe(stage.worker);
  await reconcileSubscriptions(stage.worker);
  expect(await plan(buyer)).toBe("STARTER");
  expect((await booked(buyer)).paid).toBe(4_900);
  await pass(DAY_MS);
  expect(await view(left)).toMatchObject({ plan: "TRIAL", status: null });
});

it("ends a plan whose payment its buyer disputes, and not one that he began after it (B65)", async () => {
  const buyer = await on("PRO");
  const chargeOf = async () =>
    (
      await stage.db.owner<{ chargeId: string }>(
        `SELECT j."chargeId" FROM journals j JOIN journal_entries e ON e."journalId" = j.id
       WHERE j.kind = 'payment' AND e."userId" = $1`,
        [buyer.userId],
      )
    )[0]?.chargeId ?? "";
  stage.web.clock.advance(DAY_MS);
  await stage.stripe.control({ dispute: { charge: await chargeOf() } });
  await settle();
  expect(await plan(buyer)).toBe("TRIAL");
  expect(await view(buyer)).toMatchObject({ status: null });
  expect(await told(buyer)).toEqual(["You are on Pro", "Pro has ended"]);
  stage.web.clock.advance(DAY_MS);
  const again = await buyPlan(stage.web, buyer, { plan: "STARTER" });
  if (!again.ok) throw new Error(again.detail);
  await stage.stripe.pay(again.value.checkoutUrl);
  await settle();
  const [dispute] = stage.stripe.standIn.engine.store.all("dispute");
  await stage.stripe.control({ closeDispute: { dispute: dispute?.id ?? "", won: false } });
  await settle();
  expect(await plan(buyer)).toBe("STARTER");
  await expectBalanced();
});
