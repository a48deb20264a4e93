import { expect, it } from "vitest";
import { applyStripeObject } from "@/lib/features/billing/apply-stripe-object";
import { listEarnings, listInvoices } from "@/lib/features/billing/queries";
import { refundCharge } from "@/lib/features/billing/refund-charge";
import { statementLines } from "@/lib/features/billing/statement-queries";
import { reconcileSubscriptions } from "@/lib/features/billing/sweep-stripe";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { Payments } from "@/lib/ports/payments";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

// 99.99 in Germany: 19.00 tax, 118.99 paid. Stripe's fee of 20 % is 23.80 and its transfer leaves 95.19 with the provider, of which
// 79.99 are his: 15.20 of tax are taken back, and the platform has 20.00 + 19.00.
const stage = moneyStage({ taxed: true });
const { settle, sell, books, expectBalanced, refund } = stage;

/** What a charge has left on the accounts that no balance is, without zeros; TAX by whose balance holds it. */
async function accounts(chargeId: string): Promise<Record<string, number>> {
  const rows = await stage.db.owner<{ name: string; sum: string }>(
    `SELECT e.account || CASE WHEN e.account = 'TAX' AND e."userId" IS NOT NULL THEN ' provider' ELSE '' END AS name, sum(e.amount) AS sum
     FROM journals j JOIN journal_entries e ON e."journalId" = j.id
     WHERE j."chargeId" = $1 AND e.account IN ('PROVIDER_PAYABLE', 'PLATFORM_FEE', 'TAX', 'REFUNDS', 'DISPUTES', 'CUSTOMER_RECEIPTS', 'AFFILIATE')
     GROUP BY 1 HAVING sum(e.amount) <> 0 ORDER BY 1`,
    [chargeId],
  );
  return Object.fromEntries(rows.map(({ name, sum }) => [name, Number(sum)]));
}

const SOLD = { PLATFORM_FEE: -2_000, PROVIDER_PAYABLE: -7_999, TAX: -1_900 };

async function admin() {
  return { ...(await makeUser(stage.web, "ADMIN")), totpEnabled: true, mfaAt: stage.web.clock.now() };
}

/** What the provider's page and his statement say, over all months. */
async function told(): Promise<{ gross: number; fee: number; net: number }[]> {
  const range = { from: utcMs(0), to: utcMs(stage.web.clock.now() + 1) };
  const both = [
    await listEarnings(stage.web.db, stage.provider.userId),
    await statementLines(stage.web.db, stage.provider.userId, range),
  ];
  return both.map((rows) => {
    const sum = (of: "gross" | "fee" | "net") => rows.reduce((total, row) => total + row[of], 0);
    return { gross: sum("gross"), fee: sum("fee"), net: sum("net") };
  });
}

/** A process that dies before or after one word with the payment service. */
function mortal(word: "takeShare" | "refund", when: "before" | "after"): Payments {
  return new Proxy(stage.worker.payments, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]): Promise<unknown> => {
        if (name === word && when === "before") throw new Error("dead");
        const answer: unknown = await Reflect.apply(member, target, args);
        if (name === word) throw new Error("dead");
        return answer;
      };
    },
  });
}

/** The session of a new subscriber at the checkout of a new strategy. */
async function checkout(): Promise<string> {
  const strategyId = await makeStrategy(stage.web, stage.provider);
  const asked = await subscribe(stage.web, await makeUser(stage.web, "SUBSCRIBER"), { strategyId });
  return asked.ok ? (asked.value.checkoutUrl?.split("/").at(-1) ?? "") : "";
}

it("leaves the provider 80 % of the price and the platform 20 % and all of the tax, at the sale and at the renewal", async () => {
  const { buyer, chargeId } = await sell(9_999, "DE");
  expect(await accounts(chargeId)).toEqual(SOLD);
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  await expectBalanced();
  stage.web.clock.advance(31 * DAY_MS);
  await settle();
  expect(await books()).toEqual({ payable: 2 * 7_999, paidOut: 0, held: 2 * 7_999 });
  await expectBalanced();
  const { items } = await listInvoices(stage.web.db, buyer.userId, { limit: 10 });
  expect(items.map(({ total, tax }) => [total.amount, tax?.amount])).toEqual([
    [11_899, 1_900],
    [11_899, 1_900],
  ]);
  const range = { from: utcMs(0), to: utcMs(stage.web.clock.now() + 1) };
  expect(await statementLines(stage.web.db, stage.provider.userId, range)).toMatchObject([
    { kind: "split", gross: 9_999, fee: 2_000, net: 7_999 },
    { kind: "split", gross: 9_999, fee: 2_000, net: 7_999 },
  ]);
  expect((await listEarnings(stage.web.db, stage.provider.userId)).map(({ net }) => net)).toEqual([7_999, 7_999]);
});

it("takes no tax where there is none, and 0.10 of it as 19.00", async () => {
  const untaxed = await sell(9_999, "US");
  expect(await accounts(untaxed.chargeId)).toEqual({ PLATFORM_FEE: -2_000, PROVIDER_PAYABLE: -7_999 });
  const small = await sell(52, "DE"); // 9.88 cents of tax: 10; 20 % of 52 is 10.4: 10
  expect(await accounts(small.chargeId)).toEqual({ PLATFORM_FEE: -10, PROVIDER_PAYABLE: -42, TAX: -10 });
  const york = await sell(3_333, "US-NY"); // 8.875 %: 2.958 = 2.96; 20 % of 33.33: 6.67
  expect(await accounts(york.chargeId)).toEqual({ PLATFORM_FEE: -667, PROVIDER_PAYABLE: -2_666, TAX: -296 });
  await expectBalanced();
});

it("gives 118.99 back in three parts, each with its part of the tax, to the cent", async () => {
  const { chargeId, buyer } = await sell(9_999, "DE");
  const [before] = await told();
  const { gross = 0, fee = 0, net = 0 } = before ?? {};
  const less = (part: { gross: number; fee: number; net: number }) => {
    const left = { gross: gross - part.gross, fee: fee - part.fee, net: net - part.net };
    return [left, left];
  };
  // 39.66: 6.33 tax, of 33.33 the fee 6.67. 79.32: 12.67 tax (12.6656), of 66.65 the fee 13.33 (13.3313). All: 19.00, 20.00.
  expect(await refund(chargeId, 3_966)).toMatchObject({ ok: true });
  expect(await told()).toEqual(less({ gross: 3_333, fee: 667, net: 2_666 }));
  expect(await accounts(chargeId)).toEqual({ PLATFORM_FEE: -1_333, PROVIDER_PAYABLE: -5_333, TAX: -1_267 });
  expect(await refund(chargeId, 3_966)).toMatchObject({ ok: true });
  expect(await accounts(chargeId)).toEqual({ PLATFORM_FEE: -667, PROVIDER_PAYABLE: -2_667, TAX: -633 });
  expect(await refund(chargeId, 3_968)).toMatchObject({ ok: false, reason: "invalid" });
  expect(await refund(chargeId, 3_967)).toMatchObject({ ok: true });
  expect(await accounts(chargeId)).toEqual({});
  expect(await told()).toEqual(less({ gross: 9_999, fee: 2_000, net: 7_999 }));
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  const { items } = await listInvoices(stage.web.db, buyer.userId, { limit: 10 });
  expect(items.reduce((sum, { tax }) => sum + (tax?.amount ?? 0), 0)).toBe(0);
});

it("refunds once by one order, also when it is sent again after its answer was lost", async () => {
  const { chargeId } = await sell(9_999, "DE");
  const order = { chargeId, amount: 4_000, reason: "asked", orderId: stage.web.ids.make("request") };
  const who = await admin();
  await expect(refundCharge({ ...stage.web, payments: mortal("refund", "after") }, who, order)).rejects.toThrow("dead");
  const [one, two] = await Promise.all([refundCharge(stage.web, who, order), refundCharge(stage.web, who, order)]);
  expect(one).toMatchObject({ ok: true });
  expect(two).toEqual(one);
  await settle();
  expect(stage.stripe.standIn.engine.store.all("refund").filter((each) => each.charge === chargeId)).toHaveLength(1);
  await expectBalanced();
});

it("takes a disputed part without its tax, returns the same when it is won, and refunds it after that", async () => {
  await sell(29_999, "US"); // the platform's balance can bear the return
  stage.web.clock.advance(3 * DAY_MS);
  const { chargeId } = await sell(9_999, "DE");
  expect(await refund(chargeId, 3_966)).toMatchObject({ ok: true });
  const { outcome: dispute } = await stage.stripe.control({ dispute: { charge: chargeId } });
  await settle();
  expect(await accounts(chargeId)).toEqual({});
  expect((await books()).payable).toBe(23_999);
  await expectBalanced();
  await stage.stripe.control({ closeDispute: { dispute, won: true } });
  await settle();
  expect(await accounts(chargeId)).toEqual({ PLATFORM_FEE: -1_333, PROVIDER_PAYABLE: -5_333, TAX: -1_267 });
  await expectBalanced();
  expect(await refund(chargeId, 3_966)).toMatchObject({ ok: true });
  expect(await accounts(chargeId)).toEqual({ PLATFORM_FEE: -667, PROVIDER_PAYABLE: -2_667, TAX: -633 });
  expect(await refund(chargeId, 3_967)).toMatchObject({ ok: true });
  expect(await accounts(chargeId)).toEqual({});
  expect(await books()).toEqual({ payable: 23_999, paidOut: 0, held: 23_999 });
});

it("takes a returned part again for a second dispute, without its tax, and gives the rest back after that was won too", async () => {
  await sell(29_999, "US"); // the platform's balance can bear the return
  stage.web.clock.advance(3 * DAY_MS);
  const { chargeId } = await sell(9_999, "DE");
  const asksBack = async () => {
    const { outcome: dispute } = await stage.stripe.control({ dispute: { charge: chargeId } });
    await settle();
    expect(await accounts(chargeId)).toEqual({});
    await expectBalanced();
    await stage.stripe.control({ closeDispute: { dispute, won: true } });
    await settle();
    await expectBalanced();
  };
  await asksBack();
  expect(await accounts(chargeId)).toEqual(SOLD);
  expect(await refund(chargeId, 3_966)).toMatchObject({ ok: true });
  await asksBack();
  expect(await accounts(chargeId)).toEqual({ PLATFORM_FEE: -1_333, PROVIDER_PAYABLE: -5_333, TAX: -1_267 });
  expect(await refund(chargeId, 7_933)).toMatchObject({ ok: true });
  expect(await accounts(chargeId)).toEqual({});
  expect(await books()).toEqual({ payable: 23_999, paidOut: 0, held: 23_999 });
});

it("refunds all of a payment of which a part was disputed and won from both transfers", async () => {
  await sell(29_999, "US");
  stage.web.clock.advance(3 * DAY_MS);
  const { chargeId } = await sell(9_999, "DE");
  const { outcome: dispute } = await stage.stripe.control({ dispute: { charge: chargeId, amount: 5_000 } });
  await settle();
  // Of 50.00: 7.98 tax (7.9839), of 42.02 the fee 8.40.
  expect(await accounts(chargeId)).toEqual({ PLATFORM_FEE: -1_160, PROVIDER_PAYABLE: -4_637, TAX: -1_102 });
  await stage.stripe.control({ closeDispute: { dispute, won: true } });
  await settle();
  expect(await accounts(chargeId)).toEqual(SOLD);
  expect(await refund(chargeId, 11_899)).toMatchObject({ ok: true });
  expect(await accounts(chargeId)).toEqual({});
  expect(await books()).toEqual({ payable: 23_999, paidOut: 0, held: 23_999 });
});

it("takes the tax once where its taker died before the call and after it, and where only the night is left to do it", async () => {
  const session = await checkout();
  await stage.stripe.control({ drop: true });
  await stage.stripe.control({ pay: { session, place: "DE" } });
  await stage.stripe.deliver(); // every event of it is lost
  await stage.stripe.control({ drop: false });
  const { standIn } = stage.stripe;
  const invoice = standIn.engine.store.all("invoice").at(-1)?.id ?? "";
  const chargeId = standIn.engine.store.all("charge").at(-1)?.id ?? "";
  const dying = (when: "before" | "after") => ({ ...stage.worker, payments: mortal("takeShare", when) });
  await expect(applyStripeObject(dying("before"), "invoice", invoice)).rejects.toThrow("dead");
  // It is booked, access is open, and 15.20 of tax lie with the provider, who is owed no more for it.
  expect(await accounts(chargeId)).toEqual({ ...SOLD, TAX: -380, "TAX provider": -1_520 });
  expect(await books()).toMatchObject({ payable: 7_999, held: 9_519 });
  expect(await stage.web.db.subscription.findFirst({ where: { stripeCheckoutId: session } })).toMatchObject({
    accessOpen: true,
  });
  await expectBalanced();
  await expect(applyStripeObject(dying("after"), "invoice", invoice)).rejects.toThrow("dead");
  await reconcileSubscriptions(stage.worker);
  await Promise.all([1, 2, 3].map(() => applyStripeObject(stage.worker, "charge", chargeId)));
  expect(await accounts(chargeId)).toEqual(SOLD);
  const taken = standIn.engine.store.all("transfer_reversal").filter(({ metadata }) => metadata.taxOf === chargeId);
  expect(taken).toMatchObject([{ amount: 1_520 }]);
  await settle();
  await expectBalanced();
});

it("takes no share a second time for what is given anew after the bank sent it back", async () => {
  const { chargeId } = await sell(9_999, "DE");
  await refund(chargeId, 3_966);
  const before = await accounts(chargeId);
  const failed = stage.stripe.standIn.engine.store.all("refund").at(-1)?.id;
  await stage.stripe.control({ failRefund: failed });
  await settle();
  await expectBalanced();
  await refund(chargeId, 3_966);
  expect(await accounts(chargeId)).toEqual(before);
  await refund(chargeId, 11_899 - 3_966);
  expect(await accounts(chargeId)).toEqual({});
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
});

it("takes for a dispute what a refund that came back has left of the share", async () => {
  const { chargeId } = await sell(9_999, "DE");
  await refund(chargeId, 3_966);
  const failed = stage.stripe.standIn.engine.store.all("refund").at(-1)?.id;
  await stage.stripe.control({ failRefund: failed });
  await stage.stripe.control({ dispute: { charge: chargeId } });
  await settle();
  await expectBalanced();
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
});
