import { expect, it } from "vitest";
import { getSubscription } from "@/lib/features/subscriptions/queries";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS } from "@/lib/kernel/time";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();

const view = async (buyer: Actor, strategyId: string) => {
  const { web } = stage;
  const { id } = await web.db.subscription.findFirstOrThrow({ where: { userId: buyer.userId, strategyId } });
  const found = await getSubscription(web.db, buyer.userId, id, web.clock.now());
  return found === null ? null : { status: found.status, hasAccess: found.hasAccess, end: found.currentPeriodEnd };
};

it("ends a subscription whose card is declined four times, and nobody earned by it (B68)", async () => {
  const { web, stripe } = stage;
  const { buyer, strategyId } = await stage.sell();
  const customer = (await web.db.user.findUniqueOrThrow({ where: { id: buyer.userId } })).stripeCustomerId ?? "";
  await stripe.control({ card: { customer, behaviour: "declines" } });
  web.clock.set("2026-02-02T13:00:00Z");
  await stage.settle();
  expect(await view(buyer, strategyId)).toMatchObject({ status: "PAST_DUE", hasAccess: true });
  // Tried again after 3, 5 and 7 days; access goes on for 7.
  for (const days of [3, 5]) {
    web.clock.advance(days * DAY_MS);
    await stage.settle();
    expect(await view(buyer, strategyId)).toMatchObject({ status: "PAST_DUE", hasAccess: days === 3 });
  }
  web.clock.advance(7 * DAY_MS);
  await stage.settle();
  expect(await view(buyer, strategyId)).toMatchObject({ status: "CANCELLED", hasAccess: false });
  expect((await stage.books()).payable).toBe(7_999);
  await stage.expectBalanced();
  // It is over: a card that pays again brings nothing back by itself.
  await stripe.control({ card: { customer, behaviour: "pays" } });
  web.clock.advance(40 * DAY_MS);
  await stage.settle();
  expect(await view(buyer, strategyId)).toMatchObject({ status: "CANCELLED", hasAccess: false });
  expect((await stage.books()).payable).toBe(7_999);
});

it("renews what was bought on a 31st at the end of each month, on the 31st where there is one (B68)", async () => {
  const { web } = stage;
  web.clock.set("2026-05-31T12:00:00Z");
  await stage.settle();
  const { buyer, strategyId } = await stage.sell();
  expect(await view(buyer, strategyId)).toMatchObject({ status: "ACTIVE", end: "2026-06-30T12:00:00.000Z" });
  for (const [now, end, paid] of [
    ["2026-06-30T13:00:00Z", "2026-07-31T12:00:00.000Z", 2],
    ["2026-07-31T11:00:00Z", "2026-07-31T12:00:00.000Z", 2],
    ["2026-07-31T13:00:00Z", "2026-08-31T12:00:00.000Z", 3],
  ] as const) {
    web.clock.set(now);
    await stage.settle();
    expect(await view(buyer, strategyId)).toMatchObject({ status: "ACTIVE", hasAccess: true, end });
    expect((await stage.books()).payable).toBe(paid * 7_999);
  }
  await stage.expectBalanced();
});
