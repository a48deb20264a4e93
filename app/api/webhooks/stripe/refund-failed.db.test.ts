import { expect, it } from "vitest";
import { reconcileMoney } from "@/lib/features/billing/reconcile-money";
import { HOUR_MS } from "@/lib/kernel/time";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, refund, expectBalanced } = stage;

/** The bank sends the newest refund back. */
async function sendBack(): Promise<string> {
  const id = stage.stripe.standIn.engine.store.all("refund").at(-1)?.id ?? "";
  await stage.stripe.control({ failRefund: id });
  await settle();
  await expectBalanced();
  return id;
}

/** What a charge has left on REFUNDS: below 0 it is still owed to the subscriber. */
async function onRefunds(chargeId: string): Promise<number> {
  const [row] = await stage.db.owner<{ sum: string }>(
    `SELECT sum(e.amount) FROM journal_entries e JOIN journals j ON j.id = e."journalId"
     WHERE e.account = 'REFUNDS' AND j."chargeId" = $1`,
    [chargeId],
  );
  return Number(row?.sum);
}

it("tells the operators once of a refund that the bank sent back, and keeps it as owed to the subscriber (B64)", async () => {
  const { chargeId } = await sell();
  await refund(chargeId, 3_333);
  const refundId = await sendBack();
  expect(await onRefunds(chargeId)).toBe(-3_333);
  expect((await books()).payable).toBe(5_333);
  expect(
    await stage.db.owner(
      "SELECT payload->>'key' AS key, payload->>'title' AS title FROM outbox WHERE type = 'operations.alarm'",
    ),
  ).toEqual([{ key: `refund.failed:${refundId}`, title: "A bank sent a refund of 33.33 USD back" }]);
  stage.web.clock.advance(HOUR_MS);
  expect(await reconcileMoney(stage.worker)).toEqual({ differences: 0 });
});

it("gives it anew without taking the provider's share a second time, to the cent (B64)", async () => {
  const { chargeId } = await sell();
  await refund(chargeId, 3_333);
  await sendBack();
  expect(await refund(chargeId, 5_000)).toMatchObject({
    ok: false,
    fieldErrors: { amount: [expect.stringContaining("give back 33.33 USD first")] },
  });
  expect(await refund(chargeId, 1_333)).toMatchObject({ ok: true });
  expect(await refund(chargeId, 2_000)).toMatchObject({ ok: true });
  expect((await books()).payable).toBe(5_333);
  expect(await onRefunds(chargeId)).toBe(0);
  expect(await refund(chargeId, 6_666)).toMatchObject({ ok: true });
  expect((await books()).payable).toBe(0);
  expect(await onRefunds(chargeId)).toBe(0);
});

it("leaves a refund of all that came back to people, and does not repeat it by itself", async () => {
  const { chargeId } = await sell();
  await stage.web.payments.refundWhole(chargeId, `refund:${chargeId}`);
  await settle();
  await sendBack();
  await stage.web.payments.refundWhole(chargeId, `again:${chargeId}`);
  await settle();
  expect(await onRefunds(chargeId)).toBe(-9_999);
  expect(await refund(chargeId, 9_999)).toMatchObject({ ok: true });
  expect(await onRefunds(chargeId)).toBe(0);
  expect(await books()).toEqual({ payable: 0, paidOut: 0, held: 0 });
});
