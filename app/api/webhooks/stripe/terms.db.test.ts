import { expect, it } from "vitest";
import { cancelSubscription } from "@/lib/features/subscriptions/cancel-subscription";
import { getSubscription, hasAccessTo } from "@/lib/features/subscriptions/queries";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import { trialDaysFor } from "@/lib/features/subscriptions/trial-queries";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS } from "@/lib/kernel/time";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, books, expectBalanced } = stage;

/** Goes to the checkout and through it, with a card of one's own unless told. @returns our subscription's id */
async function start(buyer: Actor, strategyId: string, fingerprint?: string): Promise<string> {
  const asked = await subscribe(stage.web, buyer, { strategyId });
  if (!asked.ok) throw new Error(asked.reason);
  const session = (asked.value.checkoutUrl ?? "").split("/").at(-1) ?? "";
  await stage.stripe.control({ pay: { session, ...(fingerprint === undefined ? {} : { fingerprint }) } });
  await settle();
  return asked.value.id;
}

const state = async (buyer: Actor, id: string) => {
  const view = await getSubscription(stage.web.db, buyer.userId, id, stage.web.clock.now());
  return view === null ? null : [view.status, view.hasAccess, view.trialRefused];
};

it("opens access for 14 days that earn nobody anything, then takes the first payment; a second trial is not offered (B68, B69)", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider, { trialDays: 14 });
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  const offered = { id: strategyId, trialDays: 14, monthlyPrice: { amount: 9_999 } };
  expect(await trialDaysFor(stage.web.db, buyer.userId, offered)).toBe(14);
  const id = await start(buyer, strategyId);
  expect(await state(buyer, id)).toEqual(["TRIALING", true, false]);
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  stage.web.clock.advance(14 * DAY_MS);
  await settle();
  expect(await state(buyer, id)).toEqual(["ACTIVE", true, false]);
  expect((await books()).payable).toBe(7_999);
  await cancelSubscription(stage.web, buyer, id, {});
  stage.web.clock.advance(32 * DAY_MS);
  await settle();
  expect(await trialDaysFor(stage.web.db, buyer.userId, offered)).toBe(0);
  const again = await start(buyer, strategyId);
  expect(await state(buyer, again)).toEqual(["ACTIVE", true, false]);
  expect((await books()).payable).toBe(2 * 7_999);
  await expectBalanced();
});

it("gives a card one trial of a strategy: another user's is ended before it opens anything, and nothing is charged (B68)", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider, { trialDays: 7 });
  const [first, second] = [await makeUser(stage.web, "SUBSCRIBER"), await makeUser(stage.web, "SUBSCRIBER")];
  expect(await state(first, await start(first, strategyId, "fp_one"))).toEqual(["TRIALING", true, false]);
  const refused = await start(second, strategyId, "fp_one");
  expect(await state(second, refused)).toEqual(["EXPIRED", false, true]);
  expect(await hasAccessTo(stage.web.db, second.userId, strategyId, stage.web.clock.now())).toBe(false);
  expect(stage.stripe.standIn.engine.store.all("charge").filter(({ amount }) => amount > 0)).toHaveLength(
    await stage.web.db.journal.count({ where: { kind: "payment" } }),
  );
  const paid = await start(second, strategyId, "fp_one");
  expect(await state(second, paid)).toEqual(["ACTIVE", true, false]);
  expect((await books()).payable).toBe(7_999);
});

it("sells a year at once where its provider offers one, and refuses one that is not offered", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider, { yearlyAmount: 99_900 });
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  const asked = await subscribe(stage.web, buyer, { strategyId, interval: "YEAR" });
  const { id = "", checkoutUrl = "" } = asked.ok ? asked.value : {};
  await stage.stripe.pay(checkoutUrl ?? "");
  await settle();
  const view = await getSubscription(stage.web.db, buyer.userId, id, stage.web.clock.now());
  expect(view).toMatchObject({ status: "ACTIVE", interval: "YEAR", price: { amount: 99_900, currency: "USD" } });
  expect(view?.currentPeriodEnd?.slice(0, 10)).toBe(
    new Date(stage.web.clock.now() + 365 * DAY_MS).toISOString().slice(0, 10),
  );
  expect((await books()).payable).toBe(79_920);
  const monthly = await makeStrategy(stage.web, stage.provider);
  expect(await subscribe(stage.web, buyer, { strategyId: monthly, interval: "YEAR" })).toMatchObject({
    ok: false,
    reason: "invalid",
  });
});
