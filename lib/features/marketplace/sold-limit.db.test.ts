import { expect, it } from "vitest";
import { setPlan } from "@/lib/features/accounts/set-plan";
import { PLAN_LIMITS } from "@/lib/kernel/platform-plan";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { createStrategy } from "./create-strategy.ts";
import { createStrategyInput } from "./input.ts";
import { saleState } from "./sale-state.ts";
import { updateStrategy } from "./update-strategy.ts";

const db = testDb();

it("sells as many strategies as the plan says, names the next plan, and leaves free ones and those on sale alone", async () => {
  const ctx = createTestCtx(db.web);
  const provider = await makeUser(ctx, "PROVIDER");
  await ctx.db.user.update({ where: { id: provider.userId }, data: { transfersActive: true } });
  const max = PLAN_LIMITS.TRIAL.strategiesSold;
  const sold: string[] = [];
  for (let n = 0; n < max; n += 1) sold.push(await makeStrategy(ctx, provider));
  const more = await makeStrategy(ctx, provider, { status: "PAUSED" });
  const free = await makeStrategy(ctx, provider, { status: "PAUSED", priceAmount: 0 });
  const start = (id: string) => updateStrategy(ctx, provider, id, { status: "ACTIVE" });

  expect(await start(more)).toMatchObject({
    ok: false,
    reason: "conflict",
    detail: `Your plan Trial lets ${max} paid strategies be on sale; ${max} are. Starter allows 50: choose it under /billing/plan.`,
  });
  expect(await saleState(ctx.db, provider.userId, 9_999)).toMatchObject({ href: "/billing/plan" });
  expect(await start(free)).toMatchObject({ ok: true });
  expect(await updateStrategy(ctx, provider, sold[0] ?? "", { name: "Another name" })).toMatchObject({ ok: true });
  await setPlan(ctx, provider.userId, "STARTER");
  expect(await start(more)).toMatchObject({ ok: true });
});

it("sells no more than that when several are put on sale or made at once", async () => {
  const ctx = createTestCtx(db.web);
  const provider = await makeUser(ctx, "PROVIDER");
  await ctx.db.user.update({ where: { id: provider.userId }, data: { transfersActive: true } });
  const max = PLAN_LIMITS.TRIAL.strategiesSold;
  for (let n = 0; n < max - 1; n += 1) await makeStrategy(ctx, provider);
  const waiting: string[] = [];
  for (let n = 0; n < 4; n += 1) waiting.push(await makeStrategy(ctx, provider, { status: "PAUSED" }));
  const input = createStrategyInput.parse({
    name: "Beside the others",
    description: "One of several that are made at once.",
    kind: "EXTERNAL",
    supportedPairs: ["BTC/USDT"],
    supportedTimeframes: ["1h"],
    exchanges: ["binance"],
    monthlyPrice: { amount: 4_900, currency: "USD" },
    isPublic: true,
  });
  await Promise.all([
    ...waiting.map((id) => updateStrategy(ctx, provider, id, { status: "ACTIVE" })),
    ...waiting.map(() => createStrategy(ctx, provider, input)),
  ]);
  const onSale = { providerId: provider.userId, status: "ACTIVE", priceAmount: { gt: 0 } } as const;
  expect(await ctx.db.strategy.count({ where: onSale })).toBe(max);
});
