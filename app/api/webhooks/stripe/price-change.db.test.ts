import { expect, it } from "vitest";
import { updateStrategy } from "@/lib/features/marketplace/update-strategy";
import { onPriceOffered } from "@/lib/features/notifications/on-price-offered";
import { listNotifications } from "@/lib/features/notifications/queries";
import { answerOffer } from "@/lib/features/subscriptions/answer-offer";
import { applyOffers } from "@/lib/features/subscriptions/apply-offers";
import { offerPrice } from "@/lib/features/subscriptions/offer-price";
import { countOtherPrices } from "@/lib/features/subscriptions/offer-queries";
import { findSubscriptionTo } from "@/lib/features/subscriptions/queries";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS } from "@/lib/kernel/time";
import { makeUser } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, expectBalanced } = stage;

const present = (buyer: Actor, strategyId: string) =>
  findSubscriptionTo(stage.web.db, buyer.userId, strategyId, stage.web.clock.now());

async function setPrice(strategyId: string, amount: number): Promise<void> {
  const monthlyPrice = { amount, currency: "USD" as const };
  const set = await updateStrategy(stage.web, stage.provider, strategyId, { monthlyPrice });
  if (!set.ok) throw new Error(set.reason);
}

/** A day passes, and what is due of it is done. */
async function days(count: number): Promise<void> {
  stage.web.clock.advance(count * DAY_MS);
  await settle();
  await applyOffers(stage.worker);
  await settle();
}

it("raises nobody's price without his yes, and that of who agrees from the first payment 30 days ahead on (B68)", async () => {
  const { buyer, strategyId } = await sell(5_000);
  await setPrice(strategyId, 6_000);
  expect(await offerPrice(stage.web, buyer, { strategyId })).toMatchObject({ ok: false, reason: "not_found" });
  expect(await countOtherPrices(stage.web.db, strategyId)).toBe(1);
  expect(await offerPrice(stage.web, stage.provider, { strategyId })).toMatchObject({
    value: { asked: 1, lowered: 0 },
  });
  expect(await offerPrice(stage.web, stage.provider, { strategyId })).toMatchObject({ ok: false, reason: "conflict" });
  const [event] = await stage.worker.db.outboxEvent.findMany({ where: { type: "price.offered" } });
  if (event === undefined) throw new Error("nobody is told");
  const { offerId, userId } = event.payload as { offerId: string; userId: string };
  const told = { type: "price.offered", offerId, userId } as const;
  for (const _twice of [1, 2])
    await onPriceOffered(stage.worker, told, { xid: 1n, id: event.id, at: event.at, event: told });
  const { items } = await listNotifications(stage.web.db, buyer.userId, { limit: 10 });
  expect(items.map(({ title, body }) => [title, body])).toEqual([
    [
      "Asked for another price",
      "Momentum & Co asks 60.00 USD in place of 50.00 USD for payments from 2026-02-01 on. Without your yes you go on paying 50.00 USD.",
    ],
  ]);

  await days(31); // the renewal comes unanswered
  expect((await books()).payable).toBe(4_000 + 4_000);
  const stranger = await makeUser(stage.web, "SUBSCRIBER");
  expect(await answerOffer(stage.web, stranger, { id: offerId, agrees: true })).toMatchObject({ ok: false });
  expect(await answerOffer(stage.web, buyer, { id: offerId, agrees: true })).toMatchObject({ ok: true });
  await applyOffers(stage.worker);
  await applyOffers(stage.worker);
  expect(await present(buyer, strategyId)).toMatchObject({ price: { amount: 6_000 }, offer: null, status: "ACTIVE" });
  await days(28);
  expect((await books()).payable).toBe(4_000 + 4_000 + 4_800);
  await expectBalanced();
});

it("leaves a price as it is after a no, and makes a lower one everybody's from the next payment on (B68)", async () => {
  const { buyer, strategyId } = await sell(5_000);
  await setPrice(strategyId, 6_000);
  await offerPrice(stage.web, stage.provider, { strategyId });
  const offer = (await present(buyer, strategyId))?.offer;
  expect(offer).toMatchObject({ price: { amount: 6_000, currency: "USD" }, agreed: false });
  await answerOffer(stage.web, buyer, { id: offer?.id ?? "", agrees: false });
  expect(await answerOffer(stage.web, buyer, { id: offer?.id ?? "", agrees: true })).toMatchObject({ ok: false });
  await days(31);
  expect(await present(buyer, strategyId)).toMatchObject({ price: { amount: 5_000 }, offer: null });
  expect((await books()).payable).toBe(4_000 + 4_000);
  await setPrice(strategyId, 3_000);
  expect(await offerPrice(stage.web, stage.provider, { strategyId })).toMatchObject({
    value: { asked: 0, lowered: 1 },
  });
  await applyOffers(stage.worker);
  await days(30);
  expect((await books()).payable).toBe(4_000 + 4_000 + 2_400);
});

it("takes nothing more of whoever pays by month or year for a strategy that became free, and asks them before it costs again (B68)", async () => {
  const { buyer, strategyId } = await sell(5_000);
  const yearly = await makeUser(stage.web, "SUBSCRIBER");
  await updateStrategy(stage.web, stage.provider, strategyId, { yearlyPrice: { amount: 50_000, currency: "USD" } });
  const asked = await subscribe(stage.web, yearly, { strategyId, interval: "YEAR" });
  await stage.stripe.pay(asked.ok ? (asked.value.checkoutUrl ?? "") : "");
  await settle();
  expect((await books()).payable).toBe(4_000 + 40_000);
  await updateStrategy(stage.web, stage.provider, strategyId, {
    monthlyPrice: { amount: 0, currency: "USD" },
    yearlyPrice: null,
  });
  expect(await countOtherPrices(stage.web.db, strategyId)).toBe(2);
  expect(await offerPrice(stage.web, stage.provider, { strategyId })).toMatchObject({
    value: { asked: 0, lowered: 2 },
  });
  await applyOffers(stage.worker);
  for (const who of [buyer, yearly])
    expect(await present(who, strategyId)).toMatchObject({ price: { amount: 0 }, offer: null, hasAccess: true });
  await days(31);
  expect((await books()).payable).toBe(4_000 + 40_000);
  for (const who of [buyer, yearly])
    expect(await present(who, strategyId)).toMatchObject({ status: "ACTIVE", hasAccess: true });
  await setPrice(strategyId, 6_000);
  expect(await offerPrice(stage.web, stage.provider, { strategyId })).toMatchObject({
    value: { asked: 1, lowered: 0 },
  });
  await expectBalanced();
});

it("goes on selling at a price that somebody archived at the payment service", async () => {
  const { strategyId } = await sell();
  stage.stripe.standIn.engine.run((call) => {
    for (const price of call.all("price", (each) => each.product === strategyId))
      call.put<"price">({ ...price, active: false });
  });
  const asked = await subscribe(stage.web, await makeUser(stage.web, "SUBSCRIBER"), { strategyId });
  await stage.stripe.pay(asked.ok ? (asked.value.checkoutUrl ?? "") : "");
  await settle();
  expect((await books()).payable).toBe(2 * 7_999);
});
