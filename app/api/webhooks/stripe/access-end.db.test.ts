import { describe, expect, it } from "vitest";
import { cancelSubscription } from "@/lib/features/subscriptions/cancel-subscription";
import { endLapsedAccess } from "@/lib/features/subscriptions/end-lapsed-access";
import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import { DAY_MS } from "@/lib/kernel/time";
import { makeUser, work } from "@/lib/testing/sale";
import { PAID_ONCE, saleStage } from "./sale.fixture.ts";

const stage = saleStage();
const { access, buy, checkout, ledger, view } = stage;

describe("the end of access", () => {
  it("comes with the paid period after a cancellation, by our clock, at once", async () => {
    const { buyer, strategyId, id } = await buy();
    const cancelled = await cancelSubscription(stage.web, buyer, id, { reason: "too expensive" });
    expect(cancelled).toMatchObject({ ok: true, value: { status: "ACTIVE", cancelAtPeriodEnd: true } });
    expect(await access(buyer, strategyId)).toBe(true);
    stage.web.clock.advance(31 * DAY_MS);
    expect(await access(buyer, strategyId)).toBe(false);
    expect(await endLapsedAccess(stage.worker)).toBe(1);
    const events = await stage.web.db.outboxEvent.findMany({
      where: { type: "subscription.changed", payload: { path: ["subscriptionId"], equals: id } },
      orderBy: { id: "asc" },
    });
    expect(events.at(-1)?.payload).toMatchObject({ hasAccess: false });
    stage.stripe.standIn.engine.tick();
    await stage.stripe.deliver();
    await work(stage.worker);
    expect((await view(buyer, id))?.status).toBe("CANCELLED");
    expect((await stage.web.db.strategy.findUniqueOrThrow({ where: { id: strategyId } })).followerCount).toBe(0);
  });

  it("is taken back by resuming in time", async () => {
    const { buyer, id } = await buy();
    await cancelSubscription(stage.web, buyer, id, {});
    expect(await resumeSubscription(stage.web, buyer, id)).toMatchObject({
      ok: true,
      value: { cancelAtPeriodEnd: false },
    });
    expect(await cancelSubscription(stage.web, buyer, id, {})).toMatchObject({
      ok: true,
      value: { cancelAtPeriodEnd: true },
    });
  });

  it("comes with a pause and goes with resuming", async () => {
    const { buyer, strategyId, id } = await buy();
    expect(await pauseSubscription(stage.web, buyer, id)).toMatchObject({ ok: true, value: { status: "PAUSED" } });
    expect(await access(buyer, strategyId)).toBe(false);
    expect(await resumeSubscription(stage.web, buyer, id)).toMatchObject({ ok: true, value: { status: "ACTIVE" } });
    expect(await access(buyer, strategyId)).toBe(true);
  });

  it("is no way to a free month: resuming after the renewal was skipped begins a paid one, resuming before costs nothing", async () => {
    const { buyer, strategyId, id } = await buy();
    await pauseSubscription(stage.web, buyer, id);
    await resumeSubscription(stage.web, buyer, id);
    expect(await ledger(strategyId)).toEqual(PAID_ONCE);
    await pauseSubscription(stage.web, buyer, id);
    stage.web.clock.advance(33 * DAY_MS);
    stage.stripe.standIn.engine.tick();
    await stage.stripe.deliver();
    await work(stage.worker);
    expect(await view(buyer, id)).toMatchObject({ status: "PAUSED", hasAccess: false });
    expect(await ledger(strategyId)).toEqual(PAID_ONCE);
    expect(await resumeSubscription(stage.web, buyer, id)).toMatchObject({ ok: true, value: { status: "ACTIVE" } });
    await stage.stripe.deliver();
    await work(stage.worker);
    expect(await ledger(strategyId)).toMatchObject({ PROVIDER_PAYABLE: -2 * 7_999, PLATFORM_FEE: -2 * 2_000 });
    const end = Date.parse((await view(buyer, id))?.currentPeriodEnd ?? "");
    expect(end).toBeGreaterThanOrEqual(stage.web.clock.now() + 28 * DAY_MS);
  });

  it("comes 7 days after a declined renewal, and access is back when the card pays (B68)", async () => {
    const { buyer, strategyId, id } = await buy();
    const customer =
      (await stage.web.db.user.findUniqueOrThrow({ where: { id: buyer.userId } })).stripeCustomerId ?? "";
    await stage.stripe.control({ card: { customer, behaviour: "declines" } });
    const catchUp = async () => {
      stage.stripe.standIn.engine.tick();
      await stage.stripe.deliver();
      await work(stage.worker);
    };
    stage.web.clock.advance(32 * DAY_MS);
    await catchUp();
    expect(await view(buyer, id)).toMatchObject({ status: "PAST_DUE", hasAccess: true });
    stage.web.clock.advance(7 * DAY_MS);
    expect(await access(buyer, strategyId)).toBe(false);
    expect(await endLapsedAccess(stage.worker)).toBe(1);
    await stage.stripe.control({ card: { customer, behaviour: "pays" } });
    stage.web.clock.advance(8 * DAY_MS); // a failed renewal is tried again within 7 days
    await catchUp();
    expect(await view(buyer, id)).toMatchObject({ status: "ACTIVE", hasAccess: true });
    expect(await ledger(strategyId)).toMatchObject({ PROVIDER_PAYABLE: -2 * 7_999, PLATFORM_FEE: -2 * 2_000 });
  });

  it("is not there for a stranger to change", async () => {
    const { id } = await buy();
    const stranger = await makeUser(stage.web, "SUBSCRIBER");
    for (const change of [
      cancelSubscription(stage.web, stranger, id, {}),
      pauseSubscription(stage.web, stranger, id),
      resumeSubscription(stage.web, stranger, id),
    ]) {
      expect(await change).toEqual({ ok: false, reason: "not_found" });
    }
  });

  it("lets a left checkout lapse and start anew", async () => {
    const { buyer, strategyId, id } = await checkout();
    stage.web.clock.advance(DAY_MS + 1_000);
    stage.stripe.standIn.engine.tick();
    await stage.stripe.deliver();
    await work(stage.worker);
    expect((await view(buyer, id))?.status).toBe("EXPIRED");
    expect(await subscribe(stage.web, buyer, { strategyId })).toMatchObject({ ok: true, value: { status: "PENDING" } });
  });
});

it("keeps the whole ledger at 0, and its Stripe balance equal to the stand-in's own, after all of the above", () =>
  stage.expectBalanced());
