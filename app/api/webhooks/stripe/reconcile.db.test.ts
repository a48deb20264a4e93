import { expect, it } from "vitest";
import { lastCheck, openDifferences } from "@/lib/features/billing/difference-queries";
import { reconcileMoney } from "@/lib/features/billing/reconcile-money";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { sweepStripe } from "@/lib/features/billing/sweep-stripe";
import { postBalance } from "@/lib/integrations/local/stripe/collect";
import { DAY_MS, HOUR_MS, toIso } from "@/lib/kernel/time";
import { makeUser } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, expectBalanced } = stage;

const alarms = () => stage.db.owner("SELECT 1 FROM outbox WHERE type = 'operations.alarm'");

it("finds nothing where everything came: sales, refunds, a dispute, payouts, the platform's own bank", async () => {
  const { chargeId } = await sell();
  const disputed = await sell();
  stage.web.clock.advance(15 * DAY_MS);
  await requestPayout(
    stage.web,
    { ...stage.provider, totpEnabled: true, mfaAt: stage.web.clock.now() },
    { currency: "USD" },
  );
  await toOwnBank(3_000);
  await stage.web.payments.refundWhole(chargeId, `refund:${chargeId}`);
  await stage.stripe.control({ dispute: { charge: disputed.chargeId } });
  await settle();
  stage.web.clock.advance(HOUR_MS);
  expect(await reconcileMoney(stage.worker)).toEqual({ differences: 0 });
  await expectBalanced(); // the platform's payout is in the books too
  expect(await openDifferences(stage.web.db, 10)).toEqual([]);
  expect(await lastCheck(stage.web.db)).toMatchObject({ at: toIso(stage.web.clock.now()) });
  expect(await alarms()).toEqual([]);
});

it("books what no webhook, no sweep and no nightly look at subscriptions brought: a sale and its refund (W27)", async () => {
  await stage.stripe.control({ drop: true });
  const { chargeId } = await sell();
  await stage.stripe.control({ drop: false });
  stage.web.clock.advance(HOUR_MS);
  await stage.web.payments.refundWhole(chargeId, `refund:${chargeId}`);
  stage.web.clock.advance(HOUR_MS);
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
  expect(await reconcileMoney(stage.worker)).toEqual({ differences: 0 });
  await expectBalanced();
  expect(
    await stage.db.owner(`SELECT 1 FROM journals WHERE "chargeId" = $1 AND kind = 'split'`, [chargeId]),
  ).toHaveLength(1);
});

it("shows to the cent what Stripe has and our books do not, tells it once, and takes it off when it is gone", async () => {
  await sell();
  stage.web.clock.advance(HOUR_MS);
  await reconcileMoney(stage.worker);
  moveUnseen(-1);
  stage.web.clock.advance(HOUR_MS);
  const before = (await alarms()).length;
  expect(await reconcileMoney(stage.worker)).toEqual({ differences: 1 });
  expect(await reconcileMoney(stage.worker)).toEqual({ differences: 1 });
  expect(await openDifferences(stage.web.db, 10)).toMatchObject([
    { kind: "BALANCE", objectId: stage.accountId, who: stage.provider.userId, ours: 7_999, theirs: 7_998 },
  ]);
  expect(await alarms()).toHaveLength(before + 1);
  moveUnseen(1);
  stage.web.clock.advance(HOUR_MS);
  expect(await reconcileMoney(stage.worker)).toEqual({ differences: 0 });
  expect(await openDifferences(stage.web.db, 10)).toEqual([]);
});

it("goes on to the others when an account cannot be read any more (B67)", async () => {
  await sell();
  const closed = await makeUser(stage.web, "PROVIDER");
  await stage.db.owner(
    `INSERT INTO connect_accounts ("userId", "stripeAccountId", country, "transfersActive", "payoutsEnabled", "detailsSubmitted", due, "createdAt", "updatedAt")
     VALUES ($1, 'acct_closed', 'US', true, true, true, '{}', now(), now())`,
    [closed.userId],
  );
  stage.web.clock.advance(HOUR_MS);
  await sweepStripe(stage.worker);
  expect(await reconcileMoney(stage.worker)).toEqual({ differences: 0 });
  const accounts = await stage.web.db.connectAccount.count();
  // The platform's and those of all providers but him.
  expect(await lastCheck(stage.web.db)).toMatchObject({ balances: accounts });
});

/** Money that the platform sends to its own bank by Stripe's dashboard. */
async function toOwnBank(amount: number): Promise<void> {
  const sent = await fetch(`${stage.stripe.standIn.url}/v1/payouts`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_of_tests" },
    body: new URLSearchParams({ amount: String(amount), currency: "usd" }),
  });
  expect(sent.status).toBe(200);
}

/** A movement of the provider's balance that none of our objects makes. */
function moveUnseen(amount: number): void {
  stage.stripe.standIn.engine.run((call) =>
    postBalance(call, {
      account: stage.accountId,
      type: "climate_order_purchase",
      category: "climate_order_purchase",
      amount,
      currency: "usd",
      source: "climorder_1",
    }),
  );
}
