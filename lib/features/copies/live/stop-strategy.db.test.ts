import { expect, it } from "vitest";
import { engageSwitch } from "@/lib/features/orders/kill-switch";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { testDb } from "@/lib/testing/test-db";
import { arrangeLive } from "./live.fixture.ts";
import { ownStrategyStop, releaseStrategy, stopStrategy } from "./stop-strategy.ts";

const db = testDb();
const INPUT = { reason: "The feed is wrong today.", positions: "close" } as const;

async function arrange() {
  const live = await arrangeLive(db);
  const { ctx, scene } = live;
  const { strategyId } = scene;
  const { providerId } = await ctx.db.strategy.findUniqueOrThrow({ where: { id: strategyId } });
  const fresh = (userId: string): Actor => ({
    ...sessionlessActor({ userId, role: "PROVIDER", email: "", name: "" }),
    mfaAt: ctx.clock.now(),
    totpEnabled: true,
  });
  return { live, ctx, strategyId, providerId, fresh };
}

it("stops a provider's own strategy on real accounts, says stopped once the exchange shows it, and lets it go again", async () => {
  const { live, ctx, strategyId, providerId, fresh } = await arrange();
  const me = await live.follow();
  await me.work(2);
  live.price(42_000, 42_010);
  await live.open();
  await me.work();
  const provider = { ...fresh(providerId), mfaAt: null };
  expect(await stopStrategy(ctx, provider, strategyId, INPUT)).toMatchObject({
    ok: true,
    value: { yours: true, stopped: false, accounts: 1, positionsLeft: 1 },
  });
  await me.work(9);
  expect(await ownStrategyStop(ctx, provider, strategyId)).toMatchObject({
    ok: true,
    value: { stopped: true, ordersLeft: 0, positionsLeft: 0, unconfirmed: 0 },
  });
  const sent = me.venue.orders.length;
  live.price(42_000, 42_010);
  await live.open();
  await me.work();
  expect(me.venue.orders).toHaveLength(sent);

  await expect(releaseStrategy(ctx, provider, strategyId)).rejects.toMatchObject({ code: "mfa_required" });
  expect(await releaseStrategy(ctx, fresh(providerId), strategyId)).toMatchObject({ ok: true });
  expect(await ownStrategyStop(ctx, provider, strategyId)).toEqual({ ok: true, value: null });
  live.price(42_000, 42_010);
  await live.open();
  await me.work();
  expect(me.venue.orders.length).toBeGreaterThan(sent);
});

it("is nobody else's to stop or to see, and an admin's stop is not the provider's to end", async () => {
  const { ctx, strategyId, providerId, fresh } = await arrange();
  const stranger = fresh("usr_another");
  for (const answer of [
    await stopStrategy(ctx, stranger, strategyId, INPUT),
    await releaseStrategy(ctx, stranger, strategyId),
    await ownStrategyStop(ctx, stranger, strategyId),
  ])
    expect(answer).toMatchObject({ ok: false, reason: "not_found" });
  expect(await releaseStrategy(ctx, fresh(providerId), strategyId)).toMatchObject({ ok: false, reason: "conflict" });
  await engageSwitch(ctx, {
    scope: "STRATEGY",
    key: strategyId,
    by: "usr_admin",
    reason: "Review.",
    positions: "keep",
  });
  expect(await releaseStrategy(ctx, fresh(providerId), strategyId)).toMatchObject({
    ok: false,
    detail: "An admin stopped this strategy; only an admin ends that.",
  });
  // Nor by stopping it once more: his closing is done, the stop stays the admin's.
  expect(await stopStrategy(ctx, fresh(providerId), strategyId, INPUT)).toMatchObject({
    ok: true,
    value: { yours: false, reason: "Review.", positions: "close" },
  });
  expect(await releaseStrategy(ctx, fresh(providerId), strategyId)).toMatchObject({ ok: false, reason: "conflict" });
});

it("is an admin's from when he stops what its provider had stopped", async () => {
  const { ctx, strategyId, providerId, fresh } = await arrange();
  await stopStrategy(ctx, fresh(providerId), strategyId, { ...INPUT, positions: "keep" });
  const admin = { by: "usr_admin", reason: "Review.", positions: "keep" } as const;
  await engageSwitch(ctx, { scope: "STRATEGY", key: strategyId, ...admin });
  expect(await ownStrategyStop(ctx, fresh(providerId), strategyId)).toMatchObject({
    value: { yours: false, reason: "Review." },
  });
  expect(await releaseStrategy(ctx, fresh(providerId), strategyId)).toMatchObject({ ok: false, reason: "conflict" });
});
