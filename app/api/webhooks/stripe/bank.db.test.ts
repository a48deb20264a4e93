import { expect, it } from "vitest";
import { readFunds } from "@/lib/features/billing/read-funds";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { reconcileSubscriptions } from "@/lib/features/billing/sweep-stripe";
import { completeOnboarding } from "@/lib/integrations/local/stripe/resources/accounts";
import { DAY_MS } from "@/lib/kernel/time";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, refund, expectBalanced } = stage;

/** Presses a button of the sandbox's bank page. */
async function press(words: string): Promise<void> {
  const url = `${stage.stripe.standIn.url}/bank`;
  const page = await (await fetch(url)).text();
  const action = new RegExp(`value="([^"]+)">${words}<`).exec(page)?.[1];
  if (action === undefined) throw new Error(`the page shows no button "${words}"`);
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ action }), redirect: "manual" });
  expect(answer.status).toBe(303);
  await settle();
}

it("lets a person lose a dispute and have a payout sent back by the buttons of the bank page (B65, B66)", async () => {
  await sell();
  stage.web.clock.advance(15 * DAY_MS);
  const confirmed = { ...stage.provider, totpEnabled: true, mfaAt: stage.web.clock.now() };
  expect(await requestPayout(stage.web, confirmed, { currency: "USD" })).toMatchObject({ ok: true });
  await settle();
  expect(await books()).toMatchObject({ paidOut: 7_999, held: 0 });
  await press("The bank sends it back");
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  await press("Ask it back");
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  await press("The shop loses");
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  expect(await stage.web.db.dispute.findMany({ select: { status: true } })).toEqual([{ status: "LOST" }]);
  await expectBalanced();
});

it("lets go of a payout that an account restricted a moment ago refuses, and pays once it is mended (B66)", async () => {
  await sell();
  stage.web.clock.advance(15 * DAY_MS);
  const confirmed = { ...stage.provider, totpEnabled: true, mfaAt: stage.web.clock.now() };
  await stage.stripe.control({ restrict: { account: stage.accountId } }); // and no word of it has come yet
  expect(await requestPayout(stage.web, confirmed, { currency: "USD" })).toMatchObject({ ok: true });
  const statuses = () =>
    stage.web.db.payout.findMany({
      where: { userId: stage.provider.userId },
      select: { status: true },
      orderBy: { requestedAt: "asc" },
    });
  expect(await statuses()).toMatchObject([{ status: "REFUSED" }]);
  await settle();
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  stage.stripe.standIn.engine.run((call) => completeOnboarding(call, stage.accountId));
  await settle();
  stage.web.clock.advance(1);
  expect(await requestPayout(stage.web, confirmed, { currency: "USD" })).toMatchObject({ ok: true });
  await settle();
  expect(await books()).toMatchObject({ paidOut: 7_999, held: 0 });
  expect(await statuses()).toMatchObject([{ status: "REFUSED" }, {}]);
  await expectBalanced();
});

it("books a dispute that is won while its provider cannot be paid, and returns his share once he can (B65, B67)", async () => {
  const { chargeId } = await sell();
  await stage.stripe.control({ dispute: { charge: chargeId } });
  await settle();
  await stage.stripe.control({ restrict: { account: stage.accountId } });
  await settle();
  const dispute = stage.stripe.standIn.engine.store.all("dispute").findLast((each) => each.charge === chargeId);
  await stage.stripe.control({ closeDispute: { dispute: dispute?.id ?? "", won: true } });
  await settle(); // no event fails
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  await expectBalanced();
  stage.stripe.standIn.engine.run((call) => completeOnboarding(call, stage.accountId));
  await settle();
  await sell(29_999); // the platform's balance can bear the return
  stage.web.clock.advance(3 * DAY_MS);
  await reconcileSubscriptions(stage.worker);
  await settle();
  expect((await books()).payable).toBe(7_999 + 23_999);
  await expectBalanced();
});

/** Sells for 99.99, and lets its dispute (of `amount`, or all) be won: the share comes back by a transfer of its own. */
async function sellAndWin(amount?: number): Promise<string> {
  await sell(29_999); // the platform's balance can bear the return
  stage.web.clock.advance(3 * DAY_MS);
  const { chargeId } = await sell();
  const { outcome } = await stage.stripe.control({ dispute: { charge: chargeId, amount } });
  await settle();
  await stage.stripe.control({ closeDispute: { dispute: outcome ?? "", won: true } });
  await settle();
  expect((await books()).payable).toBe(23_999 + 7_999);
  return chargeId;
}

/** What the platform bears of refunds alone. */
async function borne(): Promise<number> {
  const [row] = await stage.db.owner<{ sum: string }>(
    "SELECT sum(amount) FROM journal_entries WHERE account = 'REFUNDS'",
  );
  return Number(row?.sum);
}

it("takes a refund after a won dispute from the share that was returned, in three parts to the cent (B64, B65)", async () => {
  const chargeId = await sellAndWin();
  for (const left of [5_333, 2_666, 0]) {
    expect(await refund(chargeId, 3_333)).toMatchObject({ ok: true });
    expect(await books()).toEqual({ payable: 23_999 + left, paidOut: 0, held: 23_999 + left });
    expect(await borne()).toBe(0);
  }
  expect(await refund(chargeId, 1)).toMatchObject({ ok: false, reason: "conflict" });
});

it("holds such a refund's part as a debt after the payout, and takes it from the next sale (B64, B65)", async () => {
  const chargeId = await sellAndWin();
  stage.web.clock.advance(15 * DAY_MS);
  const confirmed = { ...stage.provider, totpEnabled: true, mfaAt: stage.web.clock.now() };
  expect(await requestPayout(stage.web, confirmed, { currency: "USD" })).toMatchObject({ ok: true });
  expect(await refund(chargeId, 3_333)).toMatchObject({ ok: true });
  expect(await books()).toEqual({ payable: 31_998, paidOut: 31_998, held: 0 });
  expect(await borne()).toBe(3_333);
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ disputed: 3_333, payable: 0 }]);
  await sell();
  stage.web.clock.advance(DAY_MS);
  await reconcileSubscriptions(stage.worker);
  await settle();
  expect(await books()).toEqual({ payable: 31_998 + 7_999 - 2_666, paidOut: 31_998, held: 7_999 - 2_666 });
  expect(await borne()).toBe(0);
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ disputed: 0 }]);
  await expectBalanced();
});

it("holds no less of a provider for what such a refund has left with the platform, when the bank sends it back", async () => {
  const chargeId = await sellAndWin();
  expect(await refund(chargeId, 3_333)).toMatchObject({ ok: true });
  await stage.stripe.control({ failRefund: stage.stripe.standIn.engine.store.all("refund").at(-1)?.id });
  await settle();
  stage.web.clock.advance(15 * DAY_MS);
  expect(await borne()).toBe(-3_333);
  expect(await readFunds(stage.web, stage.provider.userId)).toMatchObject([{ insideWindow: 0, disputed: 0 }]);
  expect(await refund(chargeId, 3_333)).toMatchObject({ ok: true });
  expect(await borne()).toBe(0);
  expect((await books()).payable).toBe(23_999 + 5_333);
});

it("refunds what a dispute of a part has left by the charge's transfer first, and says so (B64, B65)", async () => {
  const chargeId = await sellAndWin(5_000);
  expect(await refund(chargeId, 5_000)).toMatchObject({
    ok: false,
    fieldErrors: { amount: [expect.stringContaining("give back 49.99 USD first")] },
  });
  expect(await refund(chargeId, 4_999)).toMatchObject({ ok: true });
  expect((await books()).payable).toBe(23_999 + 4_000);
  expect(await refund(chargeId, 5_000)).toMatchObject({ ok: true });
  expect((await books()).payable).toBe(23_999);
  expect(await borne()).toBe(0);
});

it("takes a share for each of two disputes of one payment, and returns that of the one that is won (B65)", async () => {
  await sell(29_999); // the platform's balance can bear the return
  stage.web.clock.advance(3 * DAY_MS);
  const { chargeId } = await sell();
  const opened = async (amount: number) =>
    (await stage.stripe.control({ dispute: { charge: chargeId, amount } })).outcome ?? "";
  const first = await opened(4_000);
  await settle();
  expect((await books()).payable).toBe(23_999 + 4_799);
  const second = await opened(5_999);
  await settle();
  expect((await books()).payable).toBe(23_999);
  await stage.stripe.control({ closeDispute: { dispute: first, won: true } });
  await stage.stripe.control({ closeDispute: { dispute: second, won: false } });
  await settle();
  expect(await books()).toEqual({ payable: 23_999 + 3_200, paidOut: 0, held: 23_999 + 3_200 });
  await expectBalanced();
});

/** What of a payment the banks have and nobody has given. */
async function onDisputes(chargeId: string): Promise<number> {
  const [row] = await stage.db.owner<{ sum: string }>(
    `SELECT sum(e.amount) FROM journal_entries e JOIN journals j ON j.id = e."journalId"
     WHERE e.account = 'DISPUTES' AND j."chargeId" = $1`,
    [chargeId],
  );
  return Number(row?.sum);
}

it("takes a share that was returned once more where the bank asks for the same payment again, and returns it when that is won (B65)", async () => {
  const chargeId = await sellAndWin();
  expect(await refund(chargeId, 3_333)).toMatchObject({ ok: true });
  expect((await books()).payable).toBe(23_999 + 5_333);
  const again = (await stage.stripe.control({ dispute: { charge: chargeId } })).outcome ?? "";
  await settle();
  expect(await books()).toEqual({ payable: 23_999, paidOut: 0, held: 23_999 });
  expect(await onDisputes(chargeId)).toBe(0);
  await expectBalanced();
  await stage.stripe.control({ closeDispute: { dispute: again, won: true } });
  await settle();
  expect((await books()).payable).toBe(23_999 + 5_333);
  expect(await onDisputes(chargeId)).toBe(0);
  await expectBalanced();
  for (const left of [2_666, 0]) {
    expect(await refund(chargeId, 3_333)).toMatchObject({ ok: true });
    expect(await books()).toEqual({ payable: 23_999 + left, paidOut: 0, held: 23_999 + left });
    expect(await borne()).toBe(0);
  }
});

it("takes what the charge has left first and then what was returned of it; lost, it stays taken (B65)", async () => {
  const chargeId = await sellAndWin(4_000);
  const again = (await stage.stripe.control({ dispute: { charge: chargeId } })).outcome ?? "";
  await settle();
  expect(await books()).toEqual({ payable: 23_999, paidOut: 0, held: 23_999 });
  await stage.stripe.control({ closeDispute: { dispute: again, won: false } });
  await settle();
  expect(await books()).toEqual({ payable: 23_999, paidOut: 0, held: 23_999 });
  expect(await onDisputes(chargeId)).toBe(0);
  await expectBalanced();
});
