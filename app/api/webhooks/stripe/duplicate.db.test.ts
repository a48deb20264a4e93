import { expect, it } from "vitest";
import { cancelSubscription } from "@/lib/features/subscriptions/cancel-subscription";
import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { findSubscriptionTo } from "@/lib/features/subscriptions/queries";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, expectBalanced } = stage;

it("gives a second payment for one subscription back, both shares (B62)", async () => {
  const { web, stripe } = stage;
  const strategyId = await makeStrategy(web, stage.provider);
  const buyer = await makeUser(web, "SUBSCRIBER");
  const asked = await subscribe(web, buyer, { strategyId });
  const { id = "", checkoutUrl = null } = asked.ok ? asked.value : {};
  // A second session for the same subscription, as an older server of ours could have left behind.
  const { session } = stripe.standIn.engine.run((call) => {
    const first = call.all("checkout.session").find((each) => each.url === checkoutUrl);
    if (first === undefined) throw new Error("no session");
    const second = { ...first, id: call.newId("cs_test", 58) };
    call.put<"checkout.session">(second);
    return { session: second.id };
  });
  await stripe.pay(checkoutUrl ?? "");
  await stripe.control({ pay: { session } });
  await settle();
  expect(await findSubscriptionTo(web.db, buyer.userId, strategyId, web.clock.now())).toMatchObject({
    status: "ACTIVE",
  });
  const live = stripe.standIn.engine.store
    .all("subscription")
    .filter((each) => each.metadata.subscriptionId === id && each.status === "active");
  expect(live).toHaveLength(1);
  expect((await books()).payable).toBe(7_999);
  await expectBalanced();
});

it.each([
  ["cancel", []],
  ["pause", []],
  ["resume", ["pause"]],
] as const)(
  "says that a subscription has ended where its %s comes before word of its end, and writes it",
  async (press, before) => {
    const { web } = stage;
    const { buyer } = await sell();
    const { id, stripeSubscriptionId } = await web.db.subscription.findFirstOrThrow({
      where: { userId: buyer.userId },
    });
    const verbs = {
      cancel: () => cancelSubscription(web, buyer, id, {}),
      pause: () => pauseSubscription(web, buyer, id),
      resume: () => resumeSubscription(web, buyer, id),
    };
    for (const name of before) await verbs[name]();
    await web.payments.cancelNow(stripeSubscriptionId ?? "", `end:${id}`); // as somebody in Stripe's own pages does
    expect(await verbs[press]()).toMatchObject({
      ok: false,
      reason: "conflict",
      detail: expect.stringContaining("just ended"),
    });
    expect(await web.db.subscription.findUnique({ where: { id } })).toMatchObject({ status: "CANCELLED" });
  },
);

it("ends a subscription that several end in the same moment, and tells none of them that it is gone", async () => {
  const { web, stripe } = stage;
  await sell();
  const [live] = stripe.standIn.engine.store.all("subscription").filter((each) => each.status === "active");
  const id = live?.id ?? "";
  await Promise.all(["one", "two", "three", "four"].map((by) => web.payments.cancelNow(id, `${by}.end:${id}`)));
  expect(await web.payments.getSubscription(id)).toMatchObject({ status: "CANCELLED" });
});
