import { expect, it } from "vitest";
import { listInvoices } from "@/lib/features/billing/queries";
import { reconcileSubscriptions } from "@/lib/features/billing/sweep-stripe";
import { hasAccessTo } from "@/lib/features/subscriptions/queries";
import { DAY_MS } from "@/lib/kernel/time";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, books, expectBalanced } = stage;

/** Somebody presses "mark as paid" at the newest invoice, on Stripe's own pages. */
function markAsPaid(): void {
  stage.stripe.standIn.engine.run((call) => {
    const invoice = call.all("invoice").at(-1);
    const subscription = call.all("subscription").at(-1);
    if (invoice === undefined || subscription === undefined) throw new Error("nothing was sold");
    invoice.status = "paid";
    invoice.status_transitions.paid_at = call.nowSec;
    call.put<"invoice">(invoice);
    call.put<"subscription">({ ...subscription, status: "active", _retryAt: null });
    call.emit("invoice.paid", invoice);
    call.emit("customer.subscription.updated", subscription);
  });
}

it("shares nothing of an invoice that was marked as paid outside Stripe, lists it, and tells the operators once", async () => {
  const { buyer, strategyId } = await sell();
  const { stripeCustomerId } = await stage.web.db.user.findUniqueOrThrow({ where: { id: buyer.userId } });
  await stage.stripe.control({ card: { customer: stripeCustomerId, behaviour: "declines" } });
  stage.web.clock.advance(31 * DAY_MS);
  await settle();
  markAsPaid();
  await settle();
  await reconcileSubscriptions(stage.worker);
  expect(await hasAccessTo(stage.web.db, buyer.userId, strategyId, stage.web.clock.now())).toBe(true);
  expect(await books()).toEqual({ payable: 7_999, paidOut: 0, held: 7_999 });
  await expectBalanced();
  const { items } = await listInvoices(stage.web.db, buyer.userId, { limit: 10 });
  expect(items.map(({ status, total }) => [status, total.amount])).toEqual([
    ["PAID_OUTSIDE", 9_999],
    ["PAID", 9_999],
  ]);
  const alarms = await stage.db.owner<{ title: string }>(
    "SELECT payload->>'title' AS title FROM outbox WHERE type = 'operations.alarm'",
  );
  expect(alarms).toEqual([{ title: "An invoice of 99.99 USD was marked as paid outside Stripe" }]);
});
