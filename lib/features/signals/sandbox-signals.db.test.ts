import { beforeAll, expect, it } from "vitest";
import { makeActor, quoteBtc, subscribe } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { publishSandboxSignals } from "./sandbox-signals.ts";

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

it("does nothing outside the sandbox", async () => {
  const outside = createTestCtx(db.worker, { config: { ...ctx.config, sandbox: false } });
  expect(await publishSandboxSignals(outside)).toBe(0);
});
