import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import { owedDifferences, trialBalance } from "@/lib/features/billing/ledger-queries";
import { payMonthly } from "@/lib/features/billing/pay-monthly";
import { readFunds } from "@/lib/features/billing/read-funds";
import { refundCharge } from "@/lib/features/billing/refund-charge";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { sendPayout, sendWaitingPayouts } from "@/lib/features/billing/send-payout";
import { startPayout } from "@/lib/features/billing/start-payout";
import { statementLines } from "@/lib/features/billing/statement-queries";
import { reconcileSubscriptions, sweepStripe } from "@/lib/features/billing/sweep-stripe";
import { hasAccessTo } from "@/lib/features/subscriptions/queries";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { minor } from "@/lib/kernel/money";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { publishCtx } from "@/lib/runtime/ctx";
import { StoredPaymentRequests } from "@/lib/runtime/payment-requests";
import { makeStrategy, makeUser, onboard, work } from "@/lib/testing/sale";
import { createTestClock } from "@/lib/testing/test-clock";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { startTestPayments, type TestPayments } from "@/lib/testing/test-payments";
import { POST as webhook } from "./route.ts";

const db = testDb();
let stripe: TestPayments;
let web: TestCtx;
let worker: TestCtx;
let provider: Actor;
let accountId: string;

beforeAll(async () => {
  const clock = createTestClock();
  stripe = await startTestPayments({
    clock,
    requests: new StoredPaymentRequests(db.web, clock),
    receive: (request) => webhook(request, { params: Promise.resolve({}) }),
  });
  const config = { ...createTestCtx(db.web).config, baseUrl: "http://localhost:3140" };
  web = createTestCtx(db.web, { clock, payments: stripe.payments, config });
  worker = createTestCtx(db.worker, { clock, payments: stripe.payments, config });
  publishCtx(web);
  setAuthSettings({ secret: "a secret of the money tests" });
});
afterAll(() => stripe.close());

/** Months of 31 days: what is sold on the second of one does not renew within 30 days. */
const MONTHS = [
  "2026-01",
  "2026-03",
  "2026-05",
  "2026-07",
  "2026-08",
  "2026-10",
  "2026-12",
  "2027-01",
  "2027-03",
  "2027-05",
];

/** Each test has a month and a provider of its own, so that its cents are its own. */
beforeEach(async () => {
  web.clock.set(`${MONTHS.shift() ?? ""}-02T12:00:00Z`);
  await settle();
  provider = await makeUser(web, "PROVIDER");
  accountId = await onboard(web, provider, () => stripe.deliver());
});

/** Lets the stand-in's due things happen, delivers every event twice, shuffled, and works them off; verbs make more of them. */
async function settle(): Promise<void> {
  stripe.standIn.engine.tick();
  await stripe.control({ copies: 2, twins: true });
  for (let round = 0; round < 4; round += 1) {
    await stripe.deliver(round + 1);
    await work(worker);
  }
  const failed = await db.owner("SELECT type, error FROM stripe_events WHERE error IS NOT NULL");
  expect(failed).toEqual([]);
}

async function sell(price = 9_999): Promise<{ buyer: Actor; strategyId: string; chargeId: string }> {
  const strategyId = await makeStrategy(web, provider, { priceAmount: price });
  const buyer = await makeUser(web, "SUBSCRIBER");
  const result = await subscribe(web, buyer, { strategyId });
  if (!result.ok) throw new Error(result.reason);
  await stripe.pay(result.value.checkoutUrl ?? "");
  await settle();
  const charge = stripe.standIn.engine.store.all("charge").findLast((each) => each.status === "succeeded");
  return { buyer, strategyId, chargeId: charge?.id ?? "" };
}

/** The ledger's word on the provider, in cents. */
async function books(): Promise<{ payable: number; paidOut: number; held: number }> {
  const rows = await db.owner<{ account: string; sum: string }>(
    `SELECT account, sum(amount) AS sum FROM journal_entries WHERE "userId" = $1 GROUP BY 1`,
    [provider.userId],
  );
  const of = (account: string): number => Number(rows.find((row) => row.account === account)?.sum ?? 0);
  return { payable: 0 - of("PROVIDER_PAYABLE"), paidOut: of("PAYOUTS"), held: of("STRIPE_BALANCE") };
}

/** Every balance at the stand-in is what the ledger says, whole and by account, and all of the ledger sums to 0. */
async function expectBalanced(): Promise<void> {
  const rows = await db.owner<{ account: string; sum: string }>(
    `SELECT coalesce(c."stripeAccountId", 'platform') AS account, sum(e.amount) AS sum
     FROM journal_entries e LEFT JOIN connect_accounts c ON c."userId" = e."userId"
     WHERE e.account = 'STRIPE_BALANCE' GROUP BY 1`,
  );
  const ours = new Map(rows.map((row) => [row.account, Number(row.sum)]));
  const theirs = new Map<string, number>();
  for (const row of stripe.standIn.engine.store.all("balance_transaction"))
    theirs.set(row._account, (theirs.get(row._account) ?? 0) + row.net);
  expect(Object.fromEntries([...ours].sort())).toEqual(Object.fromEntries([...theirs].sort()));
  expect(await owedDifferences(web.db)).toEqual([]);
  expect((await trialBalance(web.db, utcMs(web.clock.now() + DAY_MS))).reduce((sum, row) => sum + row.balance, 0)).toBe(
    0,
  );
}

const confirmed = (): Actor => ({ ...provider, totpEnabled: true, mfaAt: web.clock.now() });
const payouts = () => stripe.standIn.engine.store.all("payout").filter((payout) => payout._account === accountId);

it("refunds 99.99 in three parts to the cent, each event doubled and twinned", async () => {
  const { chargeId } = await sell();
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  for (const left of [5_333, 2_666, 0]) {
    const order = { chargeId, amount: minor(3_333), reason: "asked", shared: true };
    await web.payments.refund(order, `refund:${chargeId}:${left}`);
    await settle();
    expect((await books()).payable).toBe(left);
    await expectBalanced();
  }
  const lines = await statementLines(web.db, provider.userId, { from: utcMs(0), to: utcMs(web.clock.now() + 1) });
  expect(lines.map((line) => line.net).reduce((sum, net) => sum + net, 0)).toBe(0);
  expect(lines[0]).toMatchObject({ kind: "split", gross: 9_999, fee: 2_000, net: 7_999 });
});

it("goes below 0 by a refund after the payout, and nets it with the next sale before anything is payable", async () => {
  const { chargeId } = await sell();
  web.clock.advance(15 * DAY_MS);
  expect(await requestPayout(web, confirmed(), { currency: "USD" })).toMatchObject({
    ok: true,
    value: { amount: { amount: 7_999 } },
  });
  await web.payments.refundWhole(chargeId, `refund:${chargeId}`);
  await settle();
  expect(await books()).toEqual({ payable: 0, paidOut: 7_999, held: -7_999 });
  await sell();
  web.clock.advance(15 * DAY_MS);
  expect(await readFunds(web, provider.userId)).toMatchObject([{ available: 0, payable: 0, owed: 0 }]);
  await expectBalanced();
});

it("takes a disputed share back once, ends the access, and returns the share when it is won", async () => {
  const { buyer, strategyId, chargeId } = await sell();
  await stripe.control({ dispute: { charge: chargeId } });
  await settle();
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  expect(await hasAccessTo(web.db, buyer.userId, strategyId, web.clock.now())).toBe(false);
  expect(
    stripe.standIn.engine.store.all("transfer_reversal").filter((each) => each.source_refund === null),
  ).toHaveLength(1);
  await expectBalanced();
  await sell(); // the platform's balance can bear the return
  web.clock.advance(3 * DAY_MS);
  await sell(29_999);
  web.clock.advance(3 * DAY_MS);
  const [dispute] = stripe.standIn.engine.store.all("dispute");
  await stripe.control({ closeDispute: { dispute: dispute?.id ?? "", won: true } });
  await settle();
  await reconcileSubscriptions(worker);
  await settle();
  expect((await books()).payable).toBe(7_999 + 7_999 + 23_999);
  await expectBalanced();
});

it("holds a dispute after the payout as a debt, and recovers it when the next sale brings money", async () => {
  const { chargeId } = await sell();
  web.clock.advance(15 * DAY_MS);
  await requestPayout(web, confirmed(), { currency: "USD" });
  await stripe.control({ dispute: { charge: chargeId } });
  await settle();
  expect(await books()).toEqual({ payable: 7_999, paidOut: 7_999, held: 0 });
  expect(await readFunds(web, provider.userId)).toMatchObject([{ disputed: 7_999, payable: 0 }]);
  await sell();
  web.clock.advance(DAY_MS);
  await reconcileSubscriptions(worker);
  await settle();
  expect(await books()).toEqual({ payable: 7_999, paidOut: 7_999, held: 0 });
  expect(await readFunds(web, provider.userId)).toMatchObject([{ disputed: 0 }]);
  await expectBalanced();
});

it("pays 50.00 and not 49.99, only what is out of the refund window, and asks for a second factor", async () => {
  await sell(6_249); // 80 %: 49.99
  web.clock.advance(15 * DAY_MS);
  await expect(requestPayout(web, provider, { currency: "USD" })).rejects.toMatchObject({ code: "mfa_required" });
  expect(await requestPayout(web, confirmed(), { currency: "USD" })).toMatchObject({ ok: false, reason: "conflict" });
  await sell(1); // one cent more, but young
  expect(await requestPayout(web, confirmed(), { currency: "USD" })).toMatchObject({ ok: false, reason: "conflict" });
  web.clock.advance(15 * DAY_MS);
  expect(await requestPayout(web, confirmed(), { currency: "USD" })).toMatchObject({
    ok: true,
    value: { amount: { amount: 5_000 } },
  });
  expect(payouts()).toHaveLength(1);
  await settle();
  await expectBalanced();
});

it("makes one payout of a month whether the job runs twice, at once, or its answer is lost", async () => {
  await sell();
  web.clock.set("2026-11-01T00:30:00Z");
  await stripe.control({ loseAnswers: 1 });
  await Promise.all([payMonthly(worker), payMonthly(worker)]);
  web.clock.advance(2 * 60_000);
  await sendWaitingPayouts(worker);
  await payMonthly(worker);
  await settle();
  expect(payouts()).toHaveLength(1);
  expect((await books()).paidOut).toBe(payouts()[0]?.amount);
  await expectBalanced();
});

it("finds a payout whose sender died, also after the service has forgotten its key", async () => {
  await sell();
  web.clock.advance(15 * DAY_MS);
  const started = await startPayout(web, {
    userId: provider.userId,
    currency: "USD",
    by: "REQUEST",
    key: (_account, id) => `payout:${id}`,
  });
  const payoutId = started.ok ? started.value.payoutId : "";
  const order = { payoutId, accountId, amount: minor(7_999), currency: "USD" as const };
  await web.payments.createPayout(order, `payout:${payoutId}`); // and here it died
  web.clock.advance(2 * DAY_MS);
  await Promise.all([sendPayout(worker, payoutId), sendPayout(web, payoutId)]);
  expect(payouts()).toHaveLength(1);
  await settle();
  expect(await books()).toMatchObject({ paidOut: 7_999, held: 0 });
});

it("puts a payout that the bank refused back, also without a word from the webhooks", async () => {
  await sell();
  web.clock.advance(15 * DAY_MS);
  await stripe.control({ bank: { account: accountId, behaviour: "refuses" } });
  await requestPayout(web, confirmed(), { currency: "USD" });
  expect((await books()).paidOut).toBe(7_999);
  await stripe.control({ drop: true });
  web.clock.advance(3 * DAY_MS);
  stripe.standIn.engine.tick();
  await stripe.deliver();
  await stripe.control({ drop: false });
  await sweepStripe(worker);
  await work(worker);
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  expect((await web.db.payout.findFirstOrThrow({ where: { userId: provider.userId } })).status).toBe("FAILED");
  await expectBalanced();
});

it("pays nothing to a restricted account and says so", async () => {
  await sell();
  web.clock.advance(15 * DAY_MS);
  await stripe.control({ restrict: { account: accountId } });
  await settle();
  expect(await requestPayout(web, confirmed(), { currency: "USD" })).toMatchObject({
    ok: false,
    reason: "payouts_not_ready",
  });
  expect(payouts()).toEqual([]);
});

it("refunds once by one order of an admin, whoever presses twice, and never more than is left or what the bank took", async () => {
  const { chargeId } = await sell();
  const plain = await makeUser(web, "ADMIN");
  const admin = { ...plain, totpEnabled: true, mfaAt: web.clock.now() };
  const order = (amount: number) => ({ chargeId, amount, reason: "asked", orderId: web.ids.make("request") });
  await expect(refundCharge(web, plain, order(1))).rejects.toMatchObject({ code: "mfa_required" });
  expect(await refundCharge(web, admin, order(10_000))).toMatchObject({ ok: false, reason: "invalid" });
  const half = order(4_000);
  const [one, two] = await Promise.all([refundCharge(web, admin, half), refundCharge(web, admin, half)]);
  expect(one).toEqual(two);
  const rest = await Promise.all([refundCharge(web, admin, order(5_999)), refundCharge(web, admin, order(5_999))]);
  expect(rest.filter((each) => each.ok)).toHaveLength(1);
  expect((await books()).payable).toBe(0);
  await settle();
  await expectBalanced();

  const disputed = await sell();
  await stripe.control({ dispute: { charge: disputed.chargeId } });
  await settle();
  expect(await refundCharge(web, admin, { ...order(1), chargeId: disputed.chargeId })).toMatchObject({
    ok: false,
    reason: "conflict",
  });
});
