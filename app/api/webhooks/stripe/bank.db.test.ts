import { expect, it } from "vitest";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { reconcileSubscriptions } from "@/lib/features/billing/sweep-stripe";
import { completeOnboarding } from "@/lib/integrations/local/stripe/resources/accounts";
import { minor } from "@/lib/kernel/money";
import { DAY_MS } from "@/lib/kernel/time";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, expectBalanced } = stage;

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

it("lets a payment whose dispute was won be given back (B64, B65)", async () => {
  await sell(29_999); // the platform's balance can bear the return
  stage.web.clock.advance(3 * DAY_MS);
  const { chargeId } = await sell();
  const { outcome } = await stage.stripe.control({ dispute: { charge: chargeId } });
  await settle();
  await stage.stripe.control({ closeDispute: { dispute: outcome ?? "", won: true } });
  await settle();
  const order = { chargeId, amount: minor(3_333), reason: "asked", shared: false };
  await stage.web.payments.refund(order, `refund:${chargeId}`);
  await settle();
  await expectBalanced();
});
