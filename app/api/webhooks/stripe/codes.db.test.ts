import { expect, it } from "vitest";
import { addCode } from "@/lib/features/subscriptions/add-code";
import { listCodes } from "@/lib/features/subscriptions/code-queries";
import { endCode } from "@/lib/features/subscriptions/end-code";
import { getSubscription } from "@/lib/features/subscriptions/queries";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import { DAY_MS } from "@/lib/kernel/time";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, books, expectBalanced } = stage;

const TERMS = { percentOff: 20, duration: "ONCE", months: undefined, usesMax: undefined, endsOn: undefined } as const;

async function begin(strategyId: string, code: string) {
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  return { buyer, asked: await subscribe(stage.web, buyer, { strategyId, code }) };
}

it("takes 20 % off the first payment, shares it by the fee's percentage, and the renewal is whole", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider);
  await addCode(stage.web, stage.provider, { ...TERMS, strategyId, code: "EARLY20" });
  const { buyer, asked } = await begin(strategyId, "EARLY20");
  const { id = "", checkoutUrl = "" } = asked.ok ? asked.value : {};
  await stage.stripe.pay(checkoutUrl ?? "");
  await settle();
  // 99.99 less 20.00 is 79.99; a fifth of it, 16.00, is the platform's.
  expect(await books()).toEqual({ payable: 6_399, paidOut: 0, held: 6_399 });
  const view = await getSubscription(stage.web.db, buyer.userId, id, stage.web.clock.now());
  expect(view).toMatchObject({ status: "ACTIVE", discount: "20 % off the first payment" });
  expect(await listCodes(stage.web.db, strategyId)).toMatchObject([{ code: "EARLY20", uses: 1 }]);
  stage.web.clock.advance(31 * DAY_MS);
  await settle();
  expect((await books()).payable).toBe(6_399 + 7_999);
  await expectBalanced();
});

it("refuses a code that is unknown, of another strategy, used up, over or taken back, and another's to end it", async () => {
  const [strategyId, other] = [
    await makeStrategy(stage.web, stage.provider),
    await makeStrategy(stage.web, stage.provider),
  ];
  const add = async (code: string, more: object = {}) => {
    const made = await addCode(stage.web, stage.provider, { ...TERMS, strategyId, code, ...more });
    return made.ok ? made.value.id : made.reason;
  };
  await add("LAST1", { usesMax: 1 });
  await add("TODAY", { endsOn: new Date(stage.web.clock.now()).toISOString().slice(0, 10) });
  const taken = await add("TAKEN");
  expect(await add("TAKEN")).toBe("invalid");
  expect(await add("PAST", { endsOn: "2020-01-01" })).toBe("invalid");
  expect(await add("LATE", { endsOn: "2099-01-01" })).toBe("invalid");
  expect(await add("SOME", { duration: "MONTHS" })).toBe("invalid");
  const stranger = await makeUser(stage.web, "PROVIDER");
  expect(await addCode(stage.web, stranger, { ...TERMS, strategyId, code: "MINE" })).toMatchObject({
    reason: "not_found",
  });
  expect(await endCode(stage.web, stranger, { id: taken })).toMatchObject({ ok: false, reason: "not_found" });
  expect(await endCode(stage.web, stage.provider, { id: taken })).toMatchObject({ ok: true });

  const { asked } = await begin(strategyId, "LAST1");
  await stage.stripe.pay(asked.ok ? (asked.value.checkoutUrl ?? "") : "");
  await settle();
  stage.web.clock.advance(DAY_MS);
  for (const code of ["LAST1", "TODAY", "TAKEN", "NEVER"])
    expect((await begin(strategyId, code)).asked).toMatchObject({ ok: false, reason: "invalid" });
  expect((await begin(other, "EARLY20")).asked).toMatchObject({ ok: false, reason: "invalid" });
});

it("counts a use that never began, as the payment service does, and one that it knows before us", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider);
  await stage.web.db.strategy.update({ where: { id: strategyId }, data: { trialDays: 14 } });
  await addCode(stage.web, stage.provider, { ...TERMS, strategyId, code: "ONE", usesMax: 1 });
  const pay = async (code?: string, fingerprint = "fp_same") => {
    const buyer = await makeUser(stage.web, "SUBSCRIBER");
    const asked = await subscribe(stage.web, buyer, { strategyId, code });
    const session = asked.ok ? (asked.value.checkoutUrl ?? "").split("/").at(-1) : "";
    await stage.stripe.control({ pay: { session, fingerprint } });
  };
  await pay();
  await settle();
  await pay("ONE"); // the card had its trial: it begins nothing, but the coupon is used
  await settle();
  expect(await listCodes(stage.web.db, strategyId)).toMatchObject([{ uses: 1 }]);
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  expect(await subscribe(stage.web, buyer, { strategyId, code: "ONE" })).toMatchObject({
    ok: false,
    fieldErrors: { code: ["This code does not work for this strategy, or not any more."] },
  });
  await addCode(stage.web, stage.provider, { ...TERMS, strategyId, code: "TWO", usesMax: 1 });
  await pay("TWO", "fp_other"); // no word of it has come yet
  await expect(subscribe(stage.web, buyer, { strategyId, code: "TWO" })).rejects.toMatchObject({
    code: "invalid",
    fieldErrors: { code: ["This code was used up or has ended."] },
  });
  await settle();
  expect(await subscribe(stage.web, buyer, { strategyId })).toMatchObject({ ok: true });
});

it("refuses what is too little to be charged where it is asked for, and takes nothing at all", async () => {
  const strategyId = await makeStrategy(stage.web, stage.provider);
  for (const percentOff of [99, 100])
    await addCode(stage.web, stage.provider, { ...TERMS, strategyId, code: `OFF${percentOff}`, percentOff });
  await stage.web.db.strategy.update({ where: { id: strategyId }, data: { priceAmount: 4_900 } });
  expect((await begin(strategyId, "OFF99")).asked).toMatchObject({
    reason: "invalid",
    fieldErrors: { code: ["With this code, 0.49 USD cannot be charged: a payment is at least 0.50."] },
  });
  expect((await begin(strategyId, "OFF100")).asked).toMatchObject({ ok: true });
  await stage.web.db.strategy.update({ where: { id: strategyId }, data: { priceAmount: 49 } });
  const buyer = await makeUser(stage.web, "SUBSCRIBER");
  expect(await subscribe(stage.web, buyer, { strategyId })).toMatchObject({
    reason: "conflict",
    detail: "0.49 USD cannot be charged: a payment is at least 0.50.",
  });
});
