import { expect, it } from "vitest";
import { applyStripeObject } from "@/lib/features/billing/apply-stripe-object";
import { reconcileMoney } from "@/lib/features/billing/reconcile-money";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { sendWaitingPayouts } from "@/lib/features/billing/send-payout";
import { startPayout } from "@/lib/features/billing/start-payout";
import { sweepStripe } from "@/lib/features/billing/sweep-stripe";
import { endUnpaid } from "@/lib/features/subscriptions/end-unpaid";
import { holdRenewals } from "@/lib/features/subscriptions/hold-renewals";
import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS } from "@/lib/kernel/time";
import { makeStrategy, makeUser, onboard } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books } = stage;

/** The provider takes our access to his account away, and the worker hears of it. */
async function disconnect(): Promise<void> {
  await stage.stripe.control({ disconnect: { account: stage.accountId } });
  await settle();
  await holdRenewals(stage.worker);
  await settle();
}

/** He presses "Set up payouts" again and goes through Stripe's pages. */
async function reconnect(): Promise<string> {
  const accountId = await onboard(stage.web, stage.provider, () => stage.stripe.deliver());
  await holdRenewals(stage.worker);
  await settle();
  return accountId;
}

const newestTransfer = () => stage.stripe.standIn.engine.store.all("transfer").at(-1);

it("lets a provider who disconnected his account set up another: he sells, and who pays already pays into it (B67)", async () => {
  const { buyer, strategyId } = await sell();
  const { buyer: pauser } = await sell();
  const paused = await stage.web.db.subscription.findFirstOrThrow({ where: { userId: pauser.userId } });
  await pauseSubscription(stage.web, pauser, paused.id);
  await disconnect();
  const another = await reconnect();
  expect(another).not.toBe(stage.accountId);
  expect(await subscribe(stage.web, await makeUser(stage.web, "SUBSCRIBER"), { strategyId })).toMatchObject({
    ok: true,
  });

  stage.web.clock.advance(31 * DAY_MS);
  await settle();
  expect(newestTransfer()).toMatchObject({ amount: 9_999, destination: another });
  expect(await resumeSubscription(stage.web, pauser, paused.id)).toMatchObject({ ok: true });
  await settle();
  expect(newestTransfer()).toMatchObject({ amount: 9_999, destination: another });
  expect(await books()).toEqual({ payable: 4 * 7_999, paidOut: 0, held: 4 * 7_999 });
  expect(await stage.web.db.subscription.findFirst({ where: { userId: buyer.userId } })).toMatchObject({
    status: "ACTIVE",
    renewalHeldAt: null,
    paidTo: another,
  });

  stage.web.clock.advance(15 * DAY_MS);
  const fresh = { ...stage.provider, totpEnabled: true, mfaAt: stage.web.clock.now() };
  expect(await requestPayout(stage.web, fresh, { currency: "USD" })).toMatchObject({
    ok: true,
    value: { amount: { amount: 2 * 7_999 } },
  });
  await settle();
  expect(await reconcileMoney(stage.worker)).toEqual({ differences: 0 });
});

it("leads nobody to a former account: who asks again gets another page, and the worker closes what is open (B67)", async () => {
  const { web, stripe } = stage;
  const [strategyId, another] = [await makeStrategy(web, stage.provider), await makeStrategy(web, stage.provider)];
  const open = async (buyer: Actor, id: string): Promise<string> => {
    const asked = await subscribe(web, buyer, { strategyId: id });
    return asked.ok ? (asked.value.checkoutUrl ?? "") : "";
  };
  const [asking, leaving] = [await makeUser(web, "SUBSCRIBER"), await makeUser(web, "SUBSCRIBER")];
  const [old, left] = [await open(asking, strategyId), await open(leaving, another)];
  expect(await endUnpaid(stage.worker)).toBe(0);
  await stage.stripe.control({ disconnect: { account: stage.accountId } });
  await settle();
  const accountId = await reconnect();
  const page = await open(asking, strategyId);
  expect([await stripe.pay(old), await endUnpaid(stage.worker), await stripe.pay(left)]).toEqual([410, 1, 410]);
  await stripe.pay(page);
  await settle();
  expect(newestTransfer()).toMatchObject({ amount: 9_999, destination: accountId });
  const waiting = await open(leaving, another);
  await stage.stripe.control({ restrict: { account: accountId } });
  await settle();
  expect([await endUnpaid(stage.worker), await endUnpaid(stage.worker), await stripe.pay(waiting)]).toEqual([
    1, 0, 410,
  ]);
});

it("still knows whose the former account was: a late word on it, a payment to it, a payout out of it", async () => {
  await sell();
  stage.web.clock.advance(15 * DAY_MS);
  const key = (_account: string, payoutId: string) => `payout:${payoutId}`;
  const asked = { userId: stage.provider.userId, currency: "USD", by: "REQUEST", key } as const;
  expect(await startPayout(stage.web, asked)).toMatchObject({ ok: true }); // its sender dies
  await stage.stripe.control({ drop: true });
  await sell();
  await stage.stripe.control({ drop: false });
  await disconnect();
  const another = await reconnect();

  await applyStripeObject(stage.worker, "account", stage.accountId);
  const account = await stage.web.db.connectAccount.findUniqueOrThrow({ where: { userId: stage.provider.userId } });
  expect(account).toMatchObject({ stripeAccountId: another, transfersActive: true, payoutsEnabled: true });

  stage.web.clock.advance(DAY_MS);
  await sweepStripe(stage.worker);
  await settle();
  expect((await books()).payable).toBe(2 * 7_999);

  stage.web.clock.advance(15 * DAY_MS);
  await sell();
  stage.web.clock.advance(15 * DAY_MS);
  const fresh = { ...stage.provider, totpEnabled: true, mfaAt: stage.web.clock.now() };
  await sweepStripe(stage.worker);
  await sendWaitingPayouts(stage.worker);
  expect(await requestPayout(stage.web, fresh, { currency: "USD" })).toMatchObject({ ok: true });
});
