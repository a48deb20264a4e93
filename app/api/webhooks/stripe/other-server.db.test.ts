import { expect, it, vi } from "vitest";
import { applyStripeObject } from "@/lib/features/billing/apply-stripe-object";
import { openPortal } from "@/lib/features/billing/open-portal";
import { listEarnings, listInvoices } from "@/lib/features/billing/queries";
import { reconcileMoney } from "@/lib/features/billing/reconcile-money";
import { refundCharge } from "@/lib/features/billing/refund-charge";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { sendWaitingPayouts } from "@/lib/features/billing/send-payout";
import { statementCsv } from "@/lib/features/billing/statement-csv";
import { statementLines } from "@/lib/features/billing/statement-queries";
import { reconcileSubscriptions } from "@/lib/features/billing/sweep-stripe";
import { holdRenewals } from "@/lib/features/subscriptions/hold-renewals";
import { findSubscriptionTo, hasAccessTo } from "@/lib/features/subscriptions/queries";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, HOUR_MS, MINUTE_MS, utcMs } from "@/lib/kernel/time";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage({ lean: true });
const { settle, sell, books, expectBalanced } = stage;

const fresh = (actor: Actor): Actor => ({ ...actor, totpEnabled: true, mfaAt: stage.web.clock.now() });
const present = (buyer: Actor, strategyId: string) =>
  findSubscriptionTo(stage.web.db, buyer.userId, strategyId, stage.web.clock.now());

/** Presses a button of the portal, as a browser does. */
async function pressAtPortal(buyer: Actor, what: "cancel" | "keep"): Promise<void> {
  const opened = await openPortal(stage.web, buyer);
  const { stripeSubscriptionId } = await stage.web.db.subscription.findFirstOrThrow({
    where: { userId: buyer.userId },
  });
  const body = new URLSearchParams({ action: `${what}:${stripeSubscriptionId ?? ""}` });
  await fetch(opened.ok ? opened.value.url : "", { method: "POST", body, redirect: "manual" });
  await settle();
}

it("sells, renews and gives back in three parts to the cent at a server that expands nothing and leaves out what is null", async () => {
  const { buyer, strategyId, chargeId } = await sell();
  expect(await present(buyer, strategyId)).toMatchObject({
    status: "ACTIVE",
    hasAccess: true,
    cancelAtPeriodEnd: false,
  });
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  const admin = await makeUser(stage.web, "ADMIN");
  for (const [amount, left] of [
    [3_333, 5_333],
    [1, 5_332],
    [6_665, 0],
  ] as const) {
    const order = { chargeId, amount, reason: "asked", orderId: `order-${amount}-${chargeId}` };
    expect(await refundCharge(stage.web, fresh(admin), order)).toMatchObject({ ok: true });
    await settle();
    expect((await books()).payable).toBe(left);
    await expectBalanced();
  }
  stage.web.clock.advance(32 * DAY_MS);
  await settle();
  expect((await books()).payable).toBe(7_999);
  await expectBalanced();
  expect(await reconcileMoney(stage.worker)).toEqual({ differences: 0 });

  // Screen, file and ledger say the same.
  const range = { from: utcMs(0), to: utcMs(stage.web.clock.now() + 1) };
  const lines = await statementLines(stage.web.db, stage.provider.userId, range);
  const months = await listEarnings(stage.web.db, stage.provider.userId);
  const nets = statementCsv(lines)
    .split("\r\n")
    .slice(1, -1)
    .map((row) => Number(row.split(",")[7]));
  expect(Math.round(nets.reduce((sum, net) => sum + net, 0) * 100)).toBe(7_999);
  expect(months.reduce((sum, { net }) => sum + net, 0)).toBe(7_999);
});

it("takes a disputed share back, returns it when it is won, and takes it again for a refund, there too", async () => {
  const { buyer, strategyId, chargeId } = await sell();
  await sell(29_999);
  await stage.stripe.control({ dispute: { charge: chargeId } });
  await settle();
  expect((await books()).payable).toBe(23_999);
  expect(await hasAccessTo(stage.web.db, buyer.userId, strategyId, stage.web.clock.now())).toBe(false);
  await expectBalanced();
  stage.web.clock.advance(6 * DAY_MS);
  const dispute = stage.stripe.standIn.engine.store.all("dispute").at(-1);
  await stage.stripe.control({ closeDispute: { dispute: dispute?.id ?? "", won: true } });
  await settle();
  await reconcileSubscriptions(stage.worker);
  await settle();
  expect((await books()).payable).toBe(23_999 + 7_999);
  stage.web.clock.advance(6 * DAY_MS);
  const admin = await makeUser(stage.web, "ADMIN");
  const order = { chargeId, amount: 5_000, reason: "asked", orderId: `order-${chargeId}` };
  expect(await refundCharge(stage.web, fresh(admin), order)).toMatchObject({ ok: true });
  await settle();
  expect((await books()).payable).toBe(23_999 + 3_999);
  await expectBalanced();
});

it("reads an end that was chosen in the portal, where the date alone says it, and takes it back", async () => {
  const { buyer, strategyId } = await sell();
  const before = await present(buyer, strategyId);
  await pressAtPortal(buyer, "cancel");
  expect(await present(buyer, strategyId)).toMatchObject({ cancelAtPeriodEnd: true, hasAccess: true });
  expect((await present(buyer, strategyId))?.currentPeriodEnd).toBe(before?.currentPeriodEnd);
  const { id } = await stage.web.db.subscription.findFirstOrThrow({ where: { userId: buyer.userId } });
  expect(await resumeSubscription(stage.web, buyer, id)).toMatchObject({
    ok: true,
    value: { cancelAtPeriodEnd: false },
  });
  await pressAtPortal(buyer, "cancel");
  await pressAtPortal(buyer, "keep");
  expect(await present(buyer, strategyId)).toMatchObject({ cancelAtPeriodEnd: false });
  await pressAtPortal(buyer, "cancel");
  stage.web.clock.advance(40 * DAY_MS);
  await settle();
  expect(await present(buyer, strategyId)).toBeNull();
  expect((await books()).payable).toBe(7_999);
});

it("sells for a provider whom the service refused at first, though it replays the refusal under its key", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider);
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  const transfers = async (state: "active" | "inactive") =>
    stage.stripe.standIn.engine.run((call) => {
      const account = call.get("account", stage.accountId);
      account.capabilities.transfers = state;
      call.put<"account">(account);
    });
  await transfers("inactive");
  await expect(subscribe(stage.web, buyer, { strategyId })).rejects.toMatchObject({ code: "payouts_not_ready" });
  await transfers("active");
  stage.web.clock.advance(2 * MINUTE_MS);
  const asked = await subscribe(stage.web, buyer, { strategyId });
  expect(asked).toMatchObject({ ok: true, value: { checkoutUrl: expect.any(String) } });
});

it("sells nothing more for an account that its owner has disconnected, and lets renewals wait (B67)", async () => {
  const { buyer, strategyId } = await sell();
  await stage.stripe.control({ disconnect: { account: stage.accountId } });
  await settle();
  await holdRenewals(stage.worker);
  await settle();
  expect(await present(buyer, strategyId)).toMatchObject({ status: "ACTIVE", hasAccess: true, renewalHeld: true });
  const another = await makeUser(stage.web, "SUBSCRIBER");
  expect(await subscribe(stage.web, another, { strategyId })).toMatchObject({ ok: false, reason: "payouts_not_ready" });
  expect(await requestPayout(stage.web, fresh(stage.provider), { currency: "USD" })).toMatchObject({
    ok: false,
    reason: "payouts_not_ready",
  });
});

it("makes a customer anew that somebody deleted at the service", async () => {
  const { buyer } = await sell();
  const old = await stage.web.db.user.findUniqueOrThrow({ where: { id: buyer.userId } });
  stage.stripe.standIn.engine.run((call) => {
    const customer = call.get("customer", old.stripeCustomerId ?? "");
    call.put<"customer">({ ...customer, deleted: true });
  });
  const strategyId = await makeStrategy(stage.web, stage.provider);
  const asked = await subscribe(stage.web, buyer, { strategyId });
  await stage.stripe.pay(asked.ok ? (asked.value.checkoutUrl ?? "") : "");
  await settle();
  expect(await present(buyer, strategyId)).toMatchObject({ status: "ACTIVE" });
  const now = await stage.web.db.user.findUniqueOrThrow({ where: { id: buyer.userId } });
  expect(now.stripeCustomerId).not.toBe(old.stripeCustomerId);
});

it("calls a payout off that the service refuses in words we do not know, so that the next one may be asked for", async () => {
  await sell(20_000);
  stage.web.clock.advance(15 * DAY_MS);
  await stage.stripe.control({ bank: { account: stage.accountId, behaviour: "isGone" } });
  await requestPayout(stage.web, fresh(stage.provider), { currency: "USD" });
  await sendWaitingPayouts(stage.worker);
  expect(await stage.web.db.payout.findMany({ where: { userId: stage.provider.userId } })).toMatchObject([
    { status: "REFUSED" },
  ]);
  await stage.stripe.control({ bank: { account: stage.accountId, behaviour: "takes" } });
  expect(await requestPayout(stage.web, fresh(stage.provider), { currency: "USD" })).toMatchObject({ ok: true });
  await settle();
  expect((await books()).paidOut).toBe(16_000);
  await expectBalanced();
});

it("books an invoice whose word comes before its subscription's, and that does not say itself whose it is", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider);
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  const asked = await subscribe(stage.web, buyer, { strategyId });
  await stage.stripe.pay(asked.ok ? (asked.value.checkoutUrl ?? "") : "");
  const invoice = stage.stripe.standIn.engine.store.all("invoice").at(-1);
  await applyStripeObject(stage.worker, "invoice", invoice?.id ?? "");
  expect(await present(buyer, strategyId)).toMatchObject({ status: "ACTIVE", hasAccess: true });
  expect((await books()).payable).toBe(7_999);
  await settle();
  expect((await books()).payable).toBe(7_999);
  await expectBalanced();
});

it("lists a payment as one that also pays what was too little to be charged before", async () => {
  const { buyer } = await sell();
  stage.stripe.standIn.engine.run((call) => {
    const customer = call.all("customer").at(-1);
    if (customer === undefined) throw new Error("no customer");
    call.put<"customer">({ ...customer, balance: 30 });
  });
  stage.web.clock.advance(32 * DAY_MS);
  await settle();
  const { items } = await listInvoices(stage.web.db, buyer.userId, { limit: 10 });
  expect(items.map(({ kind, status, total }) => [kind, status, total.amount])).toEqual([
    ["PAYMENT", "PAID", 10_029],
    ["PAYMENT", "PAID", 9_999],
  ]);
});

it("lists a refund whose word came before that of its payment", async () => {
  const { web, worker, stripe } = stage;
  const strategyId = await makeStrategy(web, stage.provider);
  const buyer = await makeUser(web, "SUBSCRIBER");
  const asked = await subscribe(web, buyer, { strategyId });
  await stripe.pay(asked.ok ? (asked.value.checkoutUrl ?? "") : "");
  const charge = stripe.standIn.engine.store.all("charge").at(-1)?.id ?? "";
  await web.payments.refundWhole(charge, `refund:${charge}`);
  await applyStripeObject(worker, "charge", charge);
  const invoice = stripe.standIn.engine.store.all("invoice").at(-1);
  await applyStripeObject(worker, "invoice", invoice?.id ?? "");
  const { items } = await listInvoices(web.db, buyer.userId, { limit: 10 });
  expect(items.map(({ kind, status, total }) => [kind, status, total.amount]).sort()).toEqual([
    ["PAYMENT", "PAID", 9_999],
    ["REFUND", "REFUNDED", -9_999],
  ]);
  await settle();
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  await expectBalanced();
});

it("books in the night a fee that was not known when its payment was, and of which no word came", async () => {
  const { worker } = stage;
  const { getInvoice, getCharge } = worker.payments;
  const early = <T extends { readonly processing: object | null }>(charge: T): T => ({ ...charge, processing: null });
  const invoices = vi.spyOn(worker.payments, "getInvoice").mockImplementation(async (id) => {
    const read = await getInvoice.call(worker.payments, id);
    return read?.charge == null ? read : { ...read, charge: early(read.charge) };
  });
  const charges = vi.spyOn(worker.payments, "getCharge").mockImplementation(async (id) => {
    const read = await getCharge.call(worker.payments, id);
    return read === null ? null : early(read);
  });
  await sell();
  for (const spy of [invoices, charges]) spy.mockRestore();
  stage.web.clock.advance(HOUR_MS);
  expect(await reconcileMoney(worker)).toEqual({ differences: 0 });
  await expectBalanced();
});
