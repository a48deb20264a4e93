import { expect, it } from "vitest";
import { claimReferral } from "@/lib/features/affiliates/claim-referral";
import { openAffiliate } from "@/lib/features/affiliates/open-affiliate";
import { takeMoneyBack } from "@/lib/features/billing/give-plan-back";
import { readFunds } from "@/lib/features/billing/read-funds";
import { refundCharge } from "@/lib/features/billing/refund-charge";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { reconcileSubscriptions } from "@/lib/features/billing/sweep-stripe";
import { buyPlan } from "@/lib/features/plans/buy-plan";
import { previewUpgrade } from "@/lib/features/plans/preview-upgrade";
import { upgradePlan } from "@/lib/features/plans/upgrade-plan";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { minor } from "@/lib/kernel/money";
import { DAY_MS } from "@/lib/kernel/time";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage({ taxed: true });
const { settle, sell, books, expectBalanced } = stage;

/** What the ledger says, of one strategy or all: the platform's fee, tax by whose balance holds it, what others still have to give back. */
async function sums(strategyId: string | null): Promise<Record<string, number>> {
  const rows = await stage.db.owner<{ name: string; sum: string }>(
    `SELECT e.account || CASE WHEN e.account = 'TAX' AND e."userId" IS NOT NULL THEN ' provider' ELSE '' END AS name, sum(e.amount) AS sum
     FROM journal_entries e WHERE e.account IN ('PLATFORM_FEE', 'TAX', 'REFUNDS', 'DISPUTES', 'AFFILIATE')
       AND ($1::text IS NULL OR e."strategyId" = $1) GROUP BY 1 HAVING sum(e.amount) <> 0 ORDER BY 1`,
    [strategyId],
  );
  return Object.fromEntries(rows.map(({ name, sum }) => [name, Number(sum)]));
}
/** `sums` without what was there before. */
async function since<T>(work: () => Promise<T>, strategyId: string | null = null): Promise<Record<string, number>> {
  const before = await sums(strategyId);
  await work();
  const after = await sums(strategyId);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const change = (after[name] ?? 0) - (before[name] ?? 0);
      return change === 0 ? [] : [[name, change]];
    }),
  );
}

const confirmed = (actor: Actor): Actor => ({ ...actor, totpEnabled: true, mfaAt: stage.web.clock.now() });

async function pay(url: string | null, place = "DE"): Promise<void> {
  await stage.stripe.control({ pay: { session: url?.split("/").at(-1), place } });
  await settle();
}

async function refund(chargeId: string, amount: number): Promise<void> {
  const order = { chargeId, amount, reason: "asked", orderId: stage.web.ids.make("request") };
  const admin = confirmed(await makeUser(stage.web, "ADMIN"));
  expect(await refundCharge(stage.web, admin, order)).toMatchObject({ ok: true });
  await settle();
}

it("has no tax in a trial, and all of it in the payment that follows", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider, { trialDays: 14 });
  const asked = await subscribe(stage.web, await makeUser(stage.web, "SUBSCRIBER"), { strategyId });
  const began = () => pay(asked.ok ? asked.value.checkoutUrl : null);
  expect(await since(began)).toEqual({});
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  const converted = async () => {
    stage.web.clock.advance(14 * DAY_MS);
    await settle();
  };
  expect(await since(converted)).toEqual({ PLATFORM_FEE: -2_000, TAX: -1_900 });
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  await expectBalanced();
});

it("holds a disputed share after the payout as a debt without its tax, recovers it, and leaves it so when it is lost", async () => {
  const { chargeId } = await sell(9_999, "DE");
  stage.web.clock.advance(15 * DAY_MS);
  expect(await requestPayout(stage.web, confirmed(stage.provider), { currency: "USD" })).toMatchObject({
    ok: true,
    value: { amount: { amount: 7_999 } },
  });
  const { outcome: dispute } = await stage.stripe.control({ dispute: { charge: chargeId } });
  await settle();
  expect(await books()).toEqual({ payable: 7_999, paidOut: 7_999, held: 0 });
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ disputed: 7_999, payable: 0 }]);
  await sell(9_999, "US");
  stage.web.clock.advance(DAY_MS);
  await reconcileSubscriptions(stage.worker);
  await stage.stripe.control({ closeDispute: { dispute, won: false } });
  await settle();
  expect(await books()).toEqual({ payable: 7_999, paidOut: 7_999, held: 0 });
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ disputed: 0 }]);
  await expectBalanced();
});

it("leaves tax that a balance below 0 is too small for out of what is payable, and takes it in the night that can", async () => {
  const first = await sell(29_999, "US");
  stage.web.clock.advance(15 * DAY_MS);
  expect(await requestPayout(stage.web, confirmed(stage.provider), { currency: "USD" })).toMatchObject({ ok: true });
  await refund(first.chargeId, 29_999); // he owes 239.99
  const { stripeSubscriptionId } = await stage.web.db.subscription.findFirstOrThrow({
    where: { userId: first.buyer.userId },
  });
  await stage.web.payments.cancelNow(stripeSubscriptionId ?? "", `end:${first.chargeId}`);
  expect(await since(() => sell(9_999, "DE"))).toEqual({ PLATFORM_FEE: -2_000, TAX: -380, "TAX provider": -1_520 });
  expect(await books()).toEqual({ payable: 7_999, paidOut: 23_999, held: 9_519 - 23_999 });
  const night = async () => {
    stage.web.clock.advance(3 * DAY_MS);
    await reconcileSubscriptions(stage.worker);
    await settle();
  };
  stage.web.clock.advance(12 * DAY_MS);
  await sell(19_999, "US"); // 159.99: his balance is one cent less than the tax in it
  await night();
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ available: 1_519, disputed: 1_520 }]);
  await sell(101, "US");
  await night();
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ disputed: 0 }]);
  expect((await sums(null))["TAX provider"]).toBeUndefined();
  await expectBalanced();
});

it("keeps a plan's tax apart from its price, shows it before an upgrade, and gives both back with the money back", async () => {
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  const bought = await buyPlan(stage.web, buyer, { plan: "STARTER" });
  const start = () => pay(bought.ok ? bought.value.checkoutUrl : null);
  expect(await since(start)).toEqual({ PLATFORM_FEE: -4_900, TAX: -931 });
  const preview = await previewUpgrade(stage.web, buyer, { plan: "PRO" });
  if (!preview.ok) throw new Error(preview.detail);
  const { lines, amountDue, at } = preview.value; // 199.00 - 49.00, and 19 % of it
  expect([lines.at(-1), amountDue]).toEqual([{ text: "Tax", amount: 2_850 }, 17_850]);
  const back = async () => {
    expect(await takeMoneyBack(stage.web, buyer)).toMatchObject({ ok: true, value: { done: true } });
    await settle();
  };
  expect(await since(back)).toEqual({ PLATFORM_FEE: 4_900, TAX: 931 });
  const other = await makeUser(stage.web, "SUBSCRIBER");
  const again = await buyPlan(stage.web, other, { plan: "STARTER" });
  await pay(again.ok ? again.value.checkoutUrl : null);
  stage.stripe.standIn.engine.run((call) => {
    for (const customer of call.all("customer")) call.put<"customer">({ ...customer, address: null });
  });
  await expect(upgradePlan(stage.web, other, { plan: "PRO", at, amountDue: minor(amountDue) })).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("address"),
  });
  await expectBalanced();
});

it("pays an affiliate of what the platform keeps, without tax", async () => {
  const [affiliate, buyer] = [await makeUser(stage.web, "SUBSCRIBER"), await makeUser(stage.web, "SUBSCRIBER")];
  const { code } = await openAffiliate(stage.web, affiliate);
  await stage.web.db.transaction((tx) => claimReferral(stage.web, code)(tx, { id: buyer.userId, email: buyer.email }));
  const strategyId = await makeStrategy(stage.web, stage.provider);
  const asked = await subscribe(stage.web, buyer, { strategyId });
  const paid = () => pay(asked.ok ? asked.value.checkoutUrl : null);
  expect(await since(paid)).toEqual({ AFFILIATE: -200, PLATFORM_FEE: -1_800, TAX: -1_900 });
  const charge = stage.stripe.standIn.engine.store.all("charge").at(-1)?.id ?? "";
  // 13.33 of the fee are left: 1.33.
  expect(await since(() => refund(charge, 3_966))).toEqual({ AFFILIATE: 67, PLATFORM_FEE: 600, TAX: 633 });
  await expectBalanced();
});

it("gives a credit with its tax, and shares what uses it as what was paid", async () => {
  const { strategyId, buyer } = await sell(10_000, "DE");
  const { payments, db, clock } = stage.web;
  const { stripeSubscriptionId } = await db.subscription.findFirstOrThrow({ where: { userId: buyer.userId } });
  const id = stripeSubscriptionId ?? "";
  const priceOf = (amount: number) =>
    payments.ensurePrice(
      { strategyId, name: "Momentum & Co", amount: minor(amount), currency: "USD", interval: "MONTH" },
      `price:${strategyId}:${amount}`,
    );
  const down = async () => {
    const change = { paidSubscriptionId: id, priceId: await priceOf(5_000), at: clock.now() };
    expect(await payments.plans.changeNow(change, `down:${id}`)).toBe("done");
    await settle();
  };
  // 59.50 of credit: 9.50 tax, 40.00 and 10.00.
  expect(await since(down)).toEqual({ PLATFORM_FEE: 1_000, TAX: 950 });
  expect((await books()).payable).toBe(4_000);
  await payments.changePrice(id, await priceOf(8_000), `up:${id}`);
  const renewal = async () => {
    clock.advance(31 * DAY_MS);
    await settle();
  };
  // 95.20 with 15.20 tax: 59.50 of credit, 35.70 charged.
  expect(await since(renewal, strategyId)).toEqual({ PLATFORM_FEE: -1_600, TAX: -1_520 });
  expect((await books()).payable).toBe(8_000 + 2_400);
  await expectBalanced();
});

it("gives a second, taxed payment for one subscription back, all three parts", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider);
  const asked = await subscribe(stage.web, await makeUser(stage.web, "SUBSCRIBER"), { strategyId });
  const url = asked.ok ? (asked.value.checkoutUrl ?? "") : "";
  const second = stage.stripe.standIn.engine.run((call) => {
    const first = call.all("checkout.session").find((each) => each.url === url);
    if (first === undefined) throw new Error("no session");
    return call.put<"checkout.session">({ ...first, id: call.newId("cs_test", 58) }).id;
  });
  const twice = async () => {
    await stage.stripe.control({ pay: { session: second, place: "DE" } });
    await pay(url);
  };
  expect(await since(twice)).toEqual({ PLATFORM_FEE: -2_000, TAX: -1_900 });
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  await expectBalanced();
});

it("asks for the place on the payment page, and reckons no tax before it is told; a price from before is made taxable", async () => {
  const { chargeId, strategyId } = await sell(9_999, "US");
  expect(chargeId).not.toBe("");
  const { engine } = stage.stripe.standIn;
  engine.run((call) => {
    for (const price of call.all("price", (each) => each.product === strategyId))
      call.put<"price">({ ...price, tax_behavior: "unspecified" });
  });
  const asked = await subscribe(stage.web, await makeUser(stage.web, "SUBSCRIBER"), { strategyId });
  const url = asked.ok ? (asked.value.checkoutUrl ?? "") : "";
  const post = (place: string) =>
    fetch(url, {
      method: "POST",
      body: new URLSearchParams({ card: "4242 4242 4242 4242", action: "pay", place }),
      redirect: "manual",
    });
  expect(await (await post("")).text()).toContain("Say where you are");
  expect((await post("GB")).status).toBe(303);
  expect(await since(settle)).toEqual({ PLATFORM_FEE: -2_000, TAX: -2_000 });
  await expectBalanced();
});

it("books a refund that somebody made at Stripe by hand as it moved, and holds nothing of the provider's for it", async () => {
  const { chargeId } = await sell(9_999, "DE");
  const order = { chargeId, amount: minor(1_000), reason: "by hand", shared: false };
  const byHand = async () => {
    await stage.web.payments.refund(order, `hand:${chargeId}`);
    await settle();
  };
  expect(await since(byHand)).toEqual({ REFUNDS: 1_000 });
  stage.web.clock.advance(15 * DAY_MS);
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ payable: 7_999, disputed: 0 }]);
  await expectBalanced();
});
