import { expect, it } from "vitest";
import { payMonthly } from "@/lib/features/billing/pay-monthly";
import { readFunds } from "@/lib/features/billing/read-funds";
import { refundCharge } from "@/lib/features/billing/refund-charge";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { sendPayout, sendWaitingPayouts } from "@/lib/features/billing/send-payout";
import { startPayout } from "@/lib/features/billing/start-payout";
import { statementLines } from "@/lib/features/billing/statement-queries";
import { reconcileSubscriptions, sweepStripe } from "@/lib/features/billing/sweep-stripe";
import { hasAccessTo } from "@/lib/features/subscriptions/queries";
import type { Actor } from "@/lib/kernel/actor";
import { minor } from "@/lib/kernel/money";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { makeUser, work } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, expectBalanced } = stage;

const confirmed = (): Actor => ({ ...stage.provider, totpEnabled: true, mfaAt: stage.web.clock.now() });
const payouts = () =>
  stage.stripe.standIn.engine.store.all("payout").filter((payout) => payout._account === stage.accountId);

it("refunds 99.99 in three parts to the cent, each event doubled and twinned (B64, W26)", async () => {
  const { chargeId } = await sell();
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  for (const left of [5_333, 2_666, 0]) {
    const order = { chargeId, amount: minor(3_333), reason: "asked", shared: true };
    await stage.web.payments.refund(order, `refund:${chargeId}:${left}`);
    await settle();
    expect((await books()).payable).toBe(left);
    await expectBalanced();
  }
  const lines = await statementLines(stage.web.db, stage.provider.userId, {
    from: utcMs(0),
    to: utcMs(stage.web.clock.now() + 1),
  });
  expect(lines.map((line) => line.net).reduce((sum, net) => sum + net, 0)).toBe(0);
  expect(lines[0]).toMatchObject({ kind: "split", gross: 9_999, fee: 2_000, net: 7_999 });
});

it("goes below 0 by a refund after the payout, and nets it with the next sale before anything is payable (B64)", async () => {
  const { chargeId } = await sell();
  stage.web.clock.advance(15 * DAY_MS);
  expect(await requestPayout(stage.web, confirmed(), { currency: "USD" })).toMatchObject({
    ok: true,
    value: { amount: { amount: 7_999 } },
  });
  await stage.web.payments.refundWhole(chargeId, `refund:${chargeId}`);
  await settle();
  expect(await books()).toEqual({ payable: 0, paidOut: 7_999, held: -7_999 });
  await sell();
  stage.web.clock.advance(15 * DAY_MS);
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ available: 0, payable: 0, owed: 0 }]);
  await expectBalanced();
});

it("takes a disputed share back once, ends the access, and returns the share when it is won (B65)", async () => {
  const { buyer, strategyId, chargeId } = await sell();
  await stage.stripe.control({ dispute: { charge: chargeId } });
  await settle();
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  expect(await hasAccessTo(stage.web.db, buyer.userId, strategyId, stage.web.clock.now())).toBe(false);
  expect(
    stage.stripe.standIn.engine.store.all("transfer_reversal").filter((each) => each.source_refund === null),
  ).toHaveLength(1);
  await expectBalanced();
  await sell(); // the platform's balance can bear the return
  stage.web.clock.advance(3 * DAY_MS);
  await sell(29_999);
  stage.web.clock.advance(3 * DAY_MS);
  const [dispute] = stage.stripe.standIn.engine.store.all("dispute");
  await stage.stripe.control({ closeDispute: { dispute: dispute?.id ?? "", won: true } });
  await settle();
  await reconcileSubscriptions(stage.worker);
  await settle();
  expect((await books()).payable).toBe(7_999 + 7_999 + 23_999);
  await expectBalanced();
});

it("holds a dispute after the payout as a debt, and recovers it when the next sale brings money (B65)", async () => {
  const { chargeId } = await sell();
  stage.web.clock.advance(15 * DAY_MS);
  await requestPayout(stage.web, confirmed(), { currency: "USD" });
  await stage.stripe.control({ dispute: { charge: chargeId } });
  await settle();
  expect(await books()).toEqual({ payable: 7_999, paidOut: 7_999, held: 0 });
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ disputed: 7_999, payable: 0 }]);
  await sell();
  stage.web.clock.advance(DAY_MS);
  await reconcileSubscriptions(stage.worker);
  await settle();
  expect(await books()).toEqual({ payable: 7_999, paidOut: 7_999, held: 0 });
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ disputed: 0 }]);
  await expectBalanced();
});

it("pays 50.00 and not 49.99, only what is out of the refund window, and asks for a second factor (B66)", async () => {
  const { chargeId } = await sell(6_249); // 80 %: 49.99
  stage.web.clock.advance(15 * DAY_MS);
  await expect(requestPayout(stage.web, stage.provider, { currency: "USD" })).rejects.toMatchObject({
    code: "mfa_required",
  });
  expect(await requestPayout(stage.web, confirmed(), { currency: "USD" })).toMatchObject({
    ok: false,
    reason: "conflict",
  });
  await sell(6_250); // 80 %: 50.00, but young
  expect(await requestPayout(stage.web, confirmed(), { currency: "USD" })).toMatchObject({
    ok: false,
    reason: "conflict",
  });
  await stage.web.payments.refundWhole(chargeId, `refund:${chargeId}`);
  await settle();
  stage.web.clock.advance(15 * DAY_MS);
  expect(await requestPayout(stage.web, confirmed(), { currency: "USD" })).toMatchObject({
    ok: true,
    value: { amount: { amount: 5_000 } },
  });
  expect(payouts()).toHaveLength(1);
  await settle();
  await expectBalanced();
});

it("makes one payout of a month whether the job runs twice, at once, or its answer is lost (B66)", async () => {
  await sell();
  stage.web.clock.set("2026-11-01T00:30:00Z");
  await stage.stripe.control({ loseAnswers: 1 });
  const round = { month: "2026-11", only: null };
  await Promise.all([payMonthly(stage.worker, round), payMonthly(stage.worker, round)]);
  stage.web.clock.advance(2 * 60_000);
  await sendWaitingPayouts(stage.worker);
  await payMonthly(stage.worker, round);
  await settle();
  expect(payouts()).toHaveLength(1);
  expect((await books()).paidOut).toBe(payouts()[0]?.amount);
  await expectBalanced();
});

it("finds a payout whose sender died, also after the service has forgotten its key (B66)", async () => {
  await sell();
  stage.web.clock.advance(15 * DAY_MS);
  const started = await startPayout(stage.web, {
    userId: stage.provider.userId,
    currency: "USD",
    by: "REQUEST",
    key: (_account, id) => `payout:${id}`,
  });
  const payoutId = started.ok ? started.value.payoutId : "";
  const order = { payoutId, accountId: stage.accountId, amount: minor(7_999), currency: "USD" as const };
  await stage.web.payments.createPayout(order, `payout:${payoutId}`); // and here it died
  stage.web.clock.advance(2 * DAY_MS);
  await Promise.all([sendPayout(stage.worker, payoutId), sendPayout(stage.web, payoutId)]);
  expect(payouts()).toHaveLength(1);
  await settle();
  expect(await books()).toMatchObject({ paidOut: 7_999, held: 0 });
});

it("puts a payout that the bank refused back, also without a word from the webhooks (B66)", async () => {
  await sell();
  stage.web.clock.advance(15 * DAY_MS);
  await stage.stripe.control({ bank: { account: stage.accountId, behaviour: "refuses" } });
  await requestPayout(stage.web, confirmed(), { currency: "USD" });
  expect((await books()).paidOut).toBe(7_999);
  await stage.stripe.control({ drop: true });
  stage.web.clock.advance(3 * DAY_MS);
  stage.stripe.standIn.engine.tick();
  await stage.stripe.deliver();
  await stage.stripe.control({ drop: false });
  await sweepStripe(stage.worker);
  await work(stage.worker);
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  expect((await stage.web.db.payout.findFirstOrThrow({ where: { userId: stage.provider.userId } })).status).toBe(
    "FAILED",
  );
  await expectBalanced();
});

it("pays nothing to a restricted account and says so (B66)", async () => {
  await sell();
  stage.web.clock.advance(15 * DAY_MS);
  await stage.stripe.control({ restrict: { account: stage.accountId } });
  await settle();
  expect(await requestPayout(stage.web, confirmed(), { currency: "USD" })).toMatchObject({
    ok: false,
    reason: "payouts_not_ready",
  });
  expect(payouts()).toEqual([]);
});

it("refunds once by one order of an admin, whoever presses twice, and never more than is left or what the bank took (B64, M84)", async () => {
  const { chargeId } = await sell();
  const plain = await makeUser(stage.web, "ADMIN");
  const admin = { ...plain, totpEnabled: true, mfaAt: stage.web.clock.now() };
  const order = (amount: number) => ({ chargeId, amount, reason: "asked", orderId: stage.web.ids.make("request") });
  await expect(refundCharge(stage.web, plain, order(1))).rejects.toMatchObject({ code: "mfa_required" });
  expect(await refundCharge(stage.web, admin, order(10_000))).toMatchObject({ ok: false, reason: "invalid" });
  const half = order(4_000);
  const [one, two] = await Promise.all([refundCharge(stage.web, admin, half), refundCharge(stage.web, admin, half)]);
  expect(one).toEqual(two);
  const rest = await Promise.all([
    refundCharge(stage.web, admin, order(5_999)),
    refundCharge(stage.web, admin, order(5_999)),
  ]);
  expect(rest.filter((each) => each.ok)).toHaveLength(1);
  expect((await books()).payable).toBe(0);
  await settle();
  await expectBalanced();

  const disputed = await sell();
  await stage.stripe.control({ dispute: { charge: disputed.chargeId } });
  await settle();
  expect(await refundCharge(stage.web, admin, { ...order(1), chargeId: disputed.chargeId })).toMatchObject({
    ok: false,
    reason: "conflict",
  });
});

it("answers a payout that is asked for again with its Idempotency-Key as at first, also at once and without a new code", async () => {
  await sell();
  stage.web.clock.advance(15 * DAY_MS);
  const ask = (actor: Actor, key: string) => requestPayout(stage.web, actor, { currency: "USD" }, key);
  const before = payouts().length;
  const answers = await Promise.all([ask(confirmed(), "Überweisung 1"), ask(confirmed(), "Überweisung 1")]);
  expect(answers[0]).toMatchObject({ ok: true, value: { amount: { amount: 7_999 } } });
  expect(answers[1]).toEqual(answers[0]);
  stage.web.clock.advance(DAY_MS);
  expect(await ask(stage.provider, "Überweisung 1")).toEqual(answers[0]);
  expect(await ask(confirmed(), "2")).toMatchObject({ ok: false, reason: "conflict" });
  expect(payouts()).toHaveLength(before + 1);
});
