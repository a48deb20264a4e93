import { processStripeEvents } from "@/lib/features/billing/process-stripe-events";
import { startOnboarding } from "@/lib/features/billing/start-onboarding";
import { type Actor, type Role, sessionlessActor } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";

/** A user in the database, as the edge would hand him to a verb. */
export async function makeUser(ctx: Ctx, role: Role): Promise<Actor> {
  const userId = ctx.ids.make("user");
  const email = `${userId}@example.test`;
  await ctx.db.user.create({
    data: {
      id: userId,
      email,
      name: userId,
      slug: userId,
      role,
      createdAt: new Date(ctx.clock.now()),
      emailVerifiedAt: new Date(ctx.clock.now()),
    },
  });
  return sessionlessActor({ userId, role, email, name: userId });
}

export async function makeStrategy(
  ctx: Ctx,
  provider: Actor,
  more: {
    priceAmount?: number;
    trialDays?: number;
    yearlyAmount?: number;
    status?: "DRAFT" | "ACTIVE" | "PAUSED" | "ARCHIVED";
  } = {},
): Promise<string> {
  const id = ctx.ids.make("strategy");
  const now = new Date(ctx.clock.now());
  await ctx.db.strategy.create({
    data: {
      id,
      slug: id,
      providerId: provider.userId,
      name: "Momentum & Co",
      description: "",
      kind: "EXTERNAL",
      status: more.status ?? "ACTIVE",
      version: 1,
      supportedPairs: ["BTC/USDT"],
      supportedTimeframes: ["15m"],
      exchanges: ["binance"],
      priceAmount: more.priceAmount ?? 9_999,
      priceCurrency: "USD",
      trialDays: more.trialDays ?? 0,
      yearlyAmount: more.yearlyAmount ?? null,
      isPublic: true,
      createdAt: now,
      updatedAt: now,
      publishedAt: now,
    },
  });
  return id;
}

/** Goes through the stand-in's onboarding page and lets the worker read the outcome. `deliver` brings the webhooks. */
export async function onboard(ctx: Ctx, provider: Actor, deliver: () => Promise<unknown>): Promise<string> {
  const started = await startOnboarding(ctx, provider, { country: "US" });
  if (!started.ok) throw new Error(started.reason);
  await fetch(started.value.url, {
    method: "POST",
    body: new URLSearchParams({ action: "complete" }),
    redirect: "manual",
  });
  await deliver();
  await work(ctx);
  return started.value.accountId;
}

/** What the worker does until nothing is due. */
export async function work(ctx: Ctx): Promise<void> {
  while ((await processStripeEvents(ctx)) > 0);
}
