import { expect, it } from "vitest";
import { claimReferral } from "@/lib/features/affiliates/claim-referral";
import { openAffiliate } from "@/lib/features/affiliates/open-affiliate";
import { affiliateMoney } from "@/lib/features/billing/affiliate-queries";
import { findTransfer } from "@/lib/features/billing/affiliate-repository";
import { takeMoneyBack } from "@/lib/features/billing/give-plan-back";
import { payAffiliates } from "@/lib/features/billing/pay-affiliates";
import { payMonthly } from "@/lib/features/billing/pay-monthly";
import { sendWaitingTransfers } from "@/lib/features/billing/send-affiliate-transfer";
import { startAffiliateTransfer } from "@/lib/features/billing/start-affiliate-transfer";
import { buyPlan } from "@/lib/features/plans/buy-plan";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { minor } from "@/lib/kernel/money";
import { DAY_MS, MINUTE_MS, toIso } from "@/lib/kernel/time";
import type { PaidPlan } from "@/lib/ports/plan-payments";
import { makeStrategy, makeUser, onboard } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, expectBalanced } = stage;

/** An affiliate and a new user who came by his link, on these terms. */
async function arrange(shareBps = 1_000, months = 12): Promise<{ affiliate: Actor; buyer: Actor }> {
  const [affiliate, buyer] = [await makeUser(stage.web, "SUBSCRIBER"), await makeUser(stage.web, "SUBSCRIBER")];
  const { code } = await openAffiliate(stage.web, affiliate);
  const config = { ...stage.web.config, affiliate: { shareBps, months } };
  const { userId: id, email } = buyer;
  await stage.web.db.transaction((tx) => claimReferral({ clock: stage.web.clock, config }, code)(tx, { id, email }));
  return { affiliate, buyer };
}

/** @returns the charge */
async function paid(url: string | null): Promise<string> {
  await stage.stripe.pay(url ?? "");
  await settle();
  return stage.stripe.standIn.engine.store.all("charge").findLast((each) => each.status === "succeeded")?.id ?? "";
}

async function sellTo(buyer: Actor, price = 9_999): Promise<string> {
  const strategyId = await makeStrategy(stage.web, stage.provider, { priceAmount: price });
  const result = await subscribe(stage.web, buyer, { strategyId });
  if (!result.ok) throw new Error(result.reason);
  return paid(result.value.checkoutUrl);
}

async function planTo(buyer: Actor, plan: PaidPlan): Promise<string> {
  const result = await buyPlan(stage.web, buyer, { plan });
  if (!result.ok) throw new Error(result.detail);
  return paid(result.value.checkoutUrl);
}

async function money({ userId }: Actor): Promise<{ earned: number; waiting: number; ready: number; sent: number }> {
  const [sums] = await affiliateMoney(stage.web.db, stage.web.clock.now(), [userId]);
  const { earned = 0, waiting = 0, ready = 0, sent = 0 } = sums ?? {};
  return { earned, waiting, ready, sent };
}

const earned = async (affiliate: Actor) => (await money(affiliate)).earned;
const disputeOf = (chargeId: string) =>
  stage.stripe.standIn.engine.store.all("dispute").find((dispute) => dispute.charge === chargeId)?.id ?? "";
const transfersTo = (account: string) =>
  stage.stripe.standIn.engine.store
    .all("transfer")
    .filter((transfer) => transfer.destination === account && transfer.source_transaction === null);

it("earns a tenth of the platform's part of each payment, and gives it back with each part of a refund, to the cent (B64)", async () => {
  const { affiliate, buyer } = await arrange();
  const chargeId = await sellTo(buyer);
  expect(await earned(affiliate)).toBe(200);
  for (const left of [133, 67, 0]) {
    const order = { chargeId, amount: minor(3_333), reason: "asked", shared: true };
    await stage.web.payments.refund(order, `refund:${chargeId}:${left}`);
    await settle();
    expect(await earned(affiliate)).toBe(left);
  }
  await planTo(buyer, "STARTER");
  expect(await earned(affiliate)).toBe(490);
  await takeMoneyBack(stage.web, buyer);
  await settle();
  expect(await earned(affiliate)).toBe(0);
  const stranger = await makeUser(stage.web, "SUBSCRIBER");
  await sellTo(stranger);
  expect(await earned(affiliate)).toBe(0);
  await expectBalanced();
});

it("has nothing of what a bank withdrew, and all of it again when the dispute is won (B65)", async () => {
  const { affiliate, buyer } = await arrange();
  const sale = await sellTo(buyer);
  const plan = await planTo(buyer, "PRO");
  expect(await earned(affiliate)).toBe(200 + 1_990);
  for (const charge of [sale, plan]) await stage.stripe.control({ dispute: { charge } });
  await settle();
  expect(await earned(affiliate)).toBe(0);
  await sellTo(await makeUser(stage.web, "SUBSCRIBER")); // what the platform returns a won share from
  stage.web.clock.advance(3 * DAY_MS);
  await stage.stripe.control({ closeDispute: { dispute: disputeOf(sale), won: true } });
  await settle();
  expect(await earned(affiliate)).toBe(200);
  await stage.stripe.control({ closeDispute: { dispute: disputeOf(plan), won: false } });
  await settle();
  expect(await earned(affiliate)).toBe(200);
  await expectBalanced();
});

it("earns of payments within the term alone, and gives back what it earned of them after it too", async () => {
  const { affiliate, buyer } = await arrange(1_000, 1);
  const chargeId = await sellTo(buyer);
  stage.web.clock.advance(31 * DAY_MS);
  await settle(); // renewed
  expect(await earned(affiliate)).toBe(200);
  await stage.web.payments.refundWhole(chargeId, `refund:${chargeId}`);
  await settle();
  expect(await earned(affiliate)).toBe(0);
});

it("is sent from 50.00 on the first, 49.99 never, once however often, and goes on to the bank (B66)", async () => {
  const { affiliate, buyer } = await arrange(10_000);
  await planTo(buyer, "STARTER");
  await sellTo(buyer, 499); // the platform's part: 1.00, half up
  const account = await onboard(stage.web, affiliate, () => stage.stripe.deliver());
  expect(await money(affiliate)).toEqual({ earned: 5_000, waiting: 5_000, ready: 0, sent: 0 });
  const now = new Date(stage.web.clock.now());
  stage.web.clock.set(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString());
  await settle();
  const round = { month: toIso(stage.web.clock.now()).slice(0, 7), only: null };
  const paid = await Promise.all([1, 2].map(() => payAffiliates(stage.worker, round)));
  expect(paid.reduce((sum, { started }) => sum + started, 0)).toBe(1);
  expect(await payAffiliates(stage.worker, round)).toEqual({ started: 0, failed: [] });
  expect(transfersTo(account).map(({ amount }) => amount)).toEqual([5_000]);
  expect(await money(affiliate)).toMatchObject({ ready: 0, sent: 5_000 });
  await settle();
  await payMonthly(stage.worker, round);
  await settle();
  const payouts = stage.stripe.standIn.engine.store.all("payout").filter(({ _account }) => _account === account);
  expect(payouts.map(({ amount }) => amount)).toEqual([5_000]);
  await expectBalanced();
});

it("is not sent below 50.00, nor within 14 days of the payment, and a refund after the transfer is netted by what comes next", async () => {
  const { affiliate, buyer } = await arrange(10_000);
  const account = await onboard(stage.web, affiliate, () => stage.stripe.deliver());
  const chargeId = await planTo(buyer, "STARTER");
  const order = { currency: "USD", userId: affiliate.userId } as const;
  const start = (key: string) => startAffiliateTransfer(stage.worker, { ...order, key });
  stage.web.clock.advance(15 * DAY_MS);
  await settle();
  expect(await start("one")).toBeNull(); // 49.00
  const second = await sellTo(buyer, 499);
  expect(await start("two")).toBeNull(); // 50.00, but 1.00 of it is young
  stage.web.clock.advance(15 * DAY_MS);
  await settle();
  const id = (await start("three")) ?? "";
  expect(await start("four")).toBeNull(); // one waits already

  // Its sender asked Stripe and died before it wrote: the next one finds the transfer, and makes no other.
  const row = await findTransfer(stage.worker.db, id);
  const sent = { transferId: id, accountId: account, amount: minor(5_000), currency: "USD" } as const;
  await stage.worker.payments.affiliates.send(sent, row?.key ?? "");
  expect((await money(affiliate)).sent).toBe(0);
  stage.web.clock.advance(2 * MINUTE_MS);
  expect(await sendWaitingTransfers(stage.worker)).toBe(1);
  expect(await sendWaitingTransfers(stage.worker)).toBe(0);
  expect(transfersTo(account)).toHaveLength(1);
  expect(await money(affiliate)).toMatchObject({ sent: 5_000, ready: 0 });
  for (const charge of [chargeId, second]) await stage.web.payments.refundWhole(charge, `refund:${charge}`);
  await settle();
  expect(await money(affiliate)).toMatchObject({ earned: 0, ready: -5_000, sent: 5_000 });
  await expectBalanced();
});
