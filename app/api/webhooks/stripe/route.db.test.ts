import { describe, expect, it } from "vitest";
import { processStripeEvents } from "@/lib/features/billing/process-stripe-events";
import { listInvoices } from "@/lib/features/billing/queries";
import { claimEvents } from "@/lib/features/billing/repository";
import { reconcileSubscriptions, sweepStripe } from "@/lib/features/billing/sweep-stripe";
import { work } from "@/lib/testing/sale";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { PAID_ONCE, saleStage } from "./sale.fixture.ts";

const stage = saleStage();
const { access, checkout, ledger, view } = stage;

describe("webhooks", () => {
  it.each([1, 2, 3, 4, 5, 6])(
    "end the same however they come: tripled, twinned, shuffled, in parallel (seed %d) (W26)",
    async (seed) => {
      await stage.stripe.control({ copies: 3, twins: true });
      const { buyer, strategyId, id, url } = await checkout();
      await stage.stripe.pay(url);
      await stage.stripe.deliver(seed);
      await Promise.all([work(stage.worker), work(stage.web)]);
      expect(await view(buyer, id)).toMatchObject({ status: "ACTIVE", hasAccess: true });
      expect(await ledger(strategyId)).toEqual(PAID_ONCE);
      expect((await listInvoices(stage.web.db, buyer.userId, { limit: 10 })).items).toHaveLength(1);
      expect((await stage.web.db.strategy.findUniqueOrThrow({ where: { id: strategyId } })).followerCount).toBe(1);
    },
  );

  it("lost altogether: the sweep finds them (W27)", async () => {
    await stage.stripe.control({ drop: true });
    const { buyer, strategyId, url } = await checkout();
    await stage.stripe.pay(url);
    await stage.stripe.deliver();
    await work(stage.worker);
    expect(await access(buyer, strategyId)).toBe(false);
    stage.web.clock.advance(15 * 60_000);
    expect((await sweepStripe(stage.worker)).found).toBeGreaterThan(0);
    await work(stage.worker);
    expect(await access(buyer, strategyId)).toBe(true);
    expect(await ledger(strategyId)).toEqual(PAID_ONCE);
    expect((await sweepStripe(stage.worker)).found).toBe(0);
  });

  it("are done once after the worker died between claiming and acting (W29)", async () => {
    const { buyer, strategyId, url } = await checkout();
    await stage.stripe.pay(url);
    await stage.stripe.deliver();
    const now = stage.worker.clock.now();
    const claimed = await claimEvents(stage.worker.db, now, (now + 15_000) as typeof now, 1_000);
    expect(claimed.length).toBeGreaterThan(5);
    expect(await processStripeEvents(stage.worker)).toBe(0);
    stage.web.clock.advance(15_000);
    await work(stage.worker);
    expect(await access(buyer, strategyId)).toBe(true);
    expect(await ledger(strategyId)).toEqual(PAID_ONCE);
  });

  it("wait while Stripe does not answer, and are put aside after 8 tries of anything else", async () => {
    const { buyer, strategyId, url } = await checkout();
    await stage.stripe.pay(url);
    await stage.stripe.deliver();
    await stage.stripe.control({ fail: 1_000_000 });
    const waiting = async () => stage.web.db.stripeEvent.count({ where: { processedAt: null, deadAt: null } });
    const due = await waiting();
    expect(due).toBeGreaterThan(0);
    const tryOften = async () => {
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        await processStripeEvents(stage.worker);
        stage.web.clock.advance(15 * 60_000);
      }
    };
    await tryOften();
    expect(await waiting()).toBe(due);
    await stage.stripe.control({ fail: 0 });
    await work(stage.worker);
    expect(await waiting()).toBe(0);
    expect(await access(buyer, strategyId)).toBe(true);

    const { url: another } = await checkout();
    await stage.stripe.pay(another);
    await stage.stripe.deliver();
    const broken = createTestCtx(stage.db.worker, {
      clock: stage.web.clock,
      payments: new Proxy(stage.worker.payments, {
        get: () => () => Promise.reject(new Error("an answer of no known shape")),
      }),
    });
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await processStripeEvents(broken);
      stage.web.clock.advance(15 * 60_000);
    }
    expect(await waiting()).toBe(0);
    expect(await stage.web.db.stripeEvent.count({ where: { deadAt: { not: null }, attempts: 8 } })).toBeGreaterThan(0);
    expect(await reconcileSubscriptions(stage.worker)).toBeGreaterThan(0);
  });
});

it("keeps the whole ledger at 0, and its Stripe balance equal to the stand-in's own, after all of the above", () =>
  stage.expectBalanced());
