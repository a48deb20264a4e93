import { describe, expect, it } from "vitest";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import type { SetLimitsInput } from "./input.ts";
import { limitsOf } from "./limit-queries.ts";
import { setLimits } from "./set-limits.ts";

const db = testDb();

const DEFAULTS: SetLimitsInput = {
  maxTradeUsd: "50",
  entriesPerDay: 20,
  portfolioRiskPct: "1",
  runLossUsd: "200",
  drawdownUsd: "500",
  maxLeverage: "3",
  symbols: ["BTC/USDT", "ETH/USDT"],
};

async function tenant(
  plan: PlatformPlan,
  factorAgeMs: number | null = 600_000,
): Promise<{ ctx: TestCtx; actor: Actor }> {
  const ctx = createTestCtx(db.web);
  const now = ctx.clock.now();
  const id = ctx.ids.make("user");
  const who = { email: `${id}@limits.test`, name: id, role: "SUBSCRIBER" as const };
  await ctx.db.user.create({ data: { ...who, id, slug: id.replaceAll("_", "-"), plan, createdAt: new Date(now) } });
  const mfaAt = factorAgeMs === null ? null : ctx.clock.now();
  ctx.clock.advance(factorAgeMs ?? 0);
  return { ctx, actor: { ...sessionlessActor({ userId: id, ...who }), totpEnabled: factorAgeMs !== null, mfaAt } };
}

const audited = (ctx: TestCtx, userId: string) =>
  ctx.db.auditEntry.findMany({
    where: { actorId: userId },
    orderBy: { seq: "asc" },
    select: { action: true, detail: true },
  });

describe("one's own limits (K93)", () => {
  it("are those of a new tenant until he sets them", async () => {
    const { ctx, actor } = await tenant("STARTER");
    expect(await limitsOf(ctx.db, actor.userId)).toEqual({ ...DEFAULTS, minTradeUsd: "2" });
  });

  it("are narrowed without any code, and stay on record with what they were", async () => {
    const { ctx, actor } = await tenant("STARTER", null);
    const narrow = { ...DEFAULTS, maxTradeUsd: "25", symbols: ["btcusdt"] };
    expect(await setLimits(ctx, actor, narrow)).toMatchObject({
      ok: true,
      value: { maxTradeUsd: "25", symbols: ["BTC/USDT"] },
    });
    expect(await limitsOf(ctx.db, actor.userId)).toMatchObject({
      maxTradeUsd: "25",
      entriesPerDay: 20,
      symbols: ["BTC/USDT"],
    });
    const [entry] = await audited(ctx, actor.userId);
    expect(entry?.action).toBe("limits.changed");
    expect(entry?.detail).toMatchObject({
      from: expect.stringContaining('"maxTradeUsd":"50"'),
      to: expect.stringContaining('"maxTradeUsd":"25"'),
    });
  });

  it("are raised with a second factor of ten minutes ago, not a millisecond older, nor without one", async () => {
    const wide = { ...DEFAULTS, maxTradeUsd: "51" };
    const fresh = await tenant("STARTER", 600_000);
    expect(await setLimits(fresh.ctx, fresh.actor, wide)).toMatchObject({ ok: true });
    expect(await audited(fresh.ctx, fresh.actor.userId)).toMatchObject([{ action: "limits.raised" }]);

    for (const { ctx, actor } of [await tenant("STARTER", 600_001), await tenant("STARTER", null)]) {
      await expect(setLimits(ctx, actor, wide)).rejects.toMatchObject({ code: "mfa_required" });
      expect(await limitsOf(ctx.db, actor.userId)).toEqual({ ...DEFAULTS, minTradeUsd: "2" });
      expect(await audited(ctx, actor.userId)).toEqual([]);
    }
  });

  it("ask for the code again when a token asks, whatever its scopes", async () => {
    const { ctx, actor } = await tenant("STARTER");
    const token: Actor = { ...actor, mfaAt: null, scopes: ["trade:live"] };
    await expect(setLimits(ctx, token, { ...DEFAULTS, entriesPerDay: 21 })).rejects.toMatchObject({
      code: "mfa_required",
    });
  });

  it("are never above the plan, whatever the code, and name the plan that would do", async () => {
    const { ctx, actor } = await tenant("STARTER");
    expect(await setLimits(ctx, actor, { ...DEFAULTS, maxTradeUsd: "2500.01" })).toMatchObject({
      ok: false,
      reason: "invalid",
      fieldErrors: { maxTradeUsd: ["Your plan Starter allows at most 2,500 USD. Pro allows it."] },
    });
    expect(await limitsOf(ctx.db, actor.userId)).toEqual({ ...DEFAULTS, minTradeUsd: "2" });
  });

  it("shrink with the plan at once, and come back with it", async () => {
    const { ctx, actor } = await tenant("PRO");
    await setLimits(ctx, actor, { ...DEFAULTS, maxTradeUsd: "40000" });
    const put = (plan: PlatformPlan) => ctx.db.user.update({ where: { id: actor.userId }, data: { plan } });
    await put("STARTER");
    expect(await limitsOf(ctx.db, actor.userId)).toMatchObject({ maxTradeUsd: "2500" });
    await put("PRO");
    expect(await limitsOf(ctx.db, actor.userId)).toMatchObject({ maxTradeUsd: "40000" });
  });

  it("refuse what is no symbol and a largest trade below the smallest, at their fields", async () => {
    const { ctx, actor } = await tenant("STARTER");
    expect(await setLimits(ctx, actor, { ...DEFAULTS, symbols: ["nonsense!"] })).toMatchObject({
      fieldErrors: { symbols: [expect.stringContaining("nonsense!")] },
    });
    expect(await setLimits(ctx, actor, { ...DEFAULTS, maxTradeUsd: "1.99" })).toMatchObject({
      fieldErrors: { maxTradeUsd: ["The smallest trade is 2 USD; give that or more."] },
    });
  });
});
