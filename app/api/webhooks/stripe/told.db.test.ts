import { expect, it } from "vitest";
import type { DomainEvent } from "@/lib/events/catalogue";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { onConnectChanged, onDisputeChanged, onPayoutChanged } from "@/lib/features/notifications/on-money-event";
import { listNotifications } from "@/lib/features/notifications/queries";
import { DAY_MS } from "@/lib/kernel/time";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell } = stage;

/** What the worker tells of the events so far, each handed to it twice. @returns the provider's notices, title and text */
async function told(): Promise<(readonly [string, string])[]> {
  const ctx = stage.worker;
  const events = await ctx.db.outboxEvent.findMany({ orderBy: { id: "asc" } });
  for (const { id, at, type, payload } of [...events, ...events]) {
    const event = { type, ...(payload as object) } as DomainEvent;
    const stored = { xid: 1n, id, at, event };
    if (event.type === "payout.changed") await onPayoutChanged(ctx, event, stored);
    if (event.type === "dispute.changed") await onDisputeChanged(ctx, event, stored);
    if (event.type === "connect.changed") await onConnectChanged(ctx, event, stored);
  }
  const { items } = await listNotifications(ctx.db, stage.provider.userId, { limit: 20 });
  return items.map(({ title, body }) => [title, body] as const);
}

it("tells a provider once of a payout that went and came back, of a dispute, and that he cannot sell any more (B65-B67)", async () => {
  await sell();
  stage.web.clock.advance(15 * DAY_MS);
  await stage.stripe.control({ bank: { account: stage.accountId, behaviour: "refuses" } });
  const confirmed = { ...stage.provider, totpEnabled: true, mfaAt: stage.web.clock.now() };
  expect(await requestPayout(stage.web, confirmed, { currency: "USD" })).toMatchObject({ ok: true });
  stage.web.clock.advance(3 * DAY_MS);
  await settle();
  const { chargeId } = await sell();
  await stage.stripe.control({ dispute: { charge: chargeId } });
  await settle();
  await stage.stripe.control({ restrict: { account: stage.accountId } });
  await settle();
  const notices = await told();
  expect(notices.map(([title]) => title).sort()).toEqual([
    "A payment is disputed",
    "Nobody new can subscribe",
    "Payout failed",
    "Payout on its way",
    "Payouts have stopped",
  ]);
  expect(notices.find(([title]) => title === "Payout failed")?.[1]).toContain("79.99 USD came back to your balance.");
  const alarms = await stage.db.owner<{ payload: { key: string; link: string } }>(
    "SELECT payload FROM outbox WHERE type = 'operations.alarm'",
  );
  // Handed over twice, so asked for twice: under one key it is one alert.
  expect(new Set(alarms.map(({ payload }) => payload.key)).size).toBe(1);
  expect(alarms[0]?.payload.link).toBe(`/admin/ledger?payment=${chargeId}`);
});

it("tells a provider nothing of a question that a bank asked and dropped: no money has moved", async () => {
  const { chargeId } = await sell();
  const { outcome } = await stage.stripe.control({ dispute: { charge: chargeId, inquiry: true } });
  await settle();
  await stage.stripe.control({ closeDispute: { dispute: outcome ?? "", won: true } });
  await settle();
  expect(await told()).toEqual([]);
});
