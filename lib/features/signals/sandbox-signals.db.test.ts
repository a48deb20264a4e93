import { beforeAll, expect, it } from "vitest";
import { ensureSandboxUser } from "@/lib/features/accounts/ensure-sandbox-user";
import { createStrategy } from "@/lib/features/marketplace/create-strategy";
import { archiveStrategy } from "@/lib/features/marketplace/update-strategy";
import { makeActor, quoteBtc, subscribe } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { publishSandboxSignals, sandboxActor, strategyInput } from "./sandbox-signals.ts";
import { BREAKOUT, DEMO_PROVIDER } from "./sandbox-strategies.ts";

const db = testDb();
let ctx: TestCtx;

beforeAll(() => {
  ctx = createTestCtx(db.worker, {
    passwords: { hash: (plain) => Promise.resolve(`hash of ${plain}`), verify: () => Promise.resolve(false) },
  });
});

it("makes its strategy once and publishes to whoever begins to follow it, once", async () => {
  expect(await publishSandboxSignals(ctx)).toBe(0);
  const [strategy, ...more] = await db.web.strategy.findMany();
  expect(strategy).toMatchObject({ status: "ACTIVE", isPublic: true, priceAmount: 0 });
  expect(more).toEqual([]);

  const user = await makeActor(ctx, "SUBSCRIBER", "Sam");
  const subscription = await subscribe(ctx, user, strategy?.id ?? "");
  await db.web.subscription.update({ where: { id: subscription }, data: { accessOpen: true } });
  expect(await publishSandboxSignals(ctx)).toBe(0); // no price yet
  ctx.clock.advance(5_000);
  quoteBtc(ctx, "65000", "65000.5");
  expect(await publishSandboxSignals(ctx)).toBe(1);
  expect(await publishSandboxSignals(ctx)).toBe(0);
  expect(await db.web.signal.findMany()).toMatchObject([{ state: "OPEN", symbol: "BTC/USDT", side: "LONG" }]);
});

it("publishes by a demonstration's own plan to whoever begins to follow it, and not while it is closed", async () => {
  const providerId = await ensureSandboxUser(ctx, { ...DEMO_PROVIDER, password: "a password of the demo desk" });
  const desk = sandboxActor(providerId, DEMO_PROVIDER);
  const made = await createStrategy(ctx, desk, {
    ...strategyInput(BREAKOUT, true),
    monthlyPrice: { amount: 0, currency: "USD" },
  });
  const strategyId = made.ok ? made.value.id : "";
  await subscribe(ctx, await makeActor(ctx, "SUBSCRIBER", "Sue"), strategyId);
  ctx.clock.advance(5_000);
  quoteBtc(ctx, "10000", "10000");
  expect(await publishSandboxSignals(ctx)).toBe(1);
  expect(await publishSandboxSignals(ctx)).toBe(0);
  const [signal] = await db.web.signal.findMany({ where: { strategyId } });
  // 2.5 % below, 2.5 % and 6 % above
  expect(signal).toMatchObject({ state: "OPEN", side: "LONG", targets: [{ price: "10250" }, { price: "10600" }] });
  expect(signal?.stopLoss.toString()).toBe("9750");

  await archiveStrategy(ctx, desk, strategyId);
  await subscribe(ctx, await makeActor(ctx, "SUBSCRIBER", "Tom"), strategyId);
  ctx.clock.advance(5_000);
  quoteBtc(ctx, "10000", "10000");
  expect(await publishSandboxSignals(ctx)).toBe(0);
});

it("does nothing outside the sandbox", async () => {
  const outside = createTestCtx(db.worker, { config: { ...ctx.config, sandbox: false } });
  expect(await publishSandboxSignals(outside)).toBe(0);
});
