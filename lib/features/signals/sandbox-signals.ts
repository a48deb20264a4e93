import { ensureSandboxUser } from "@/lib/features/accounts/ensure-sandbox-user";
import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { createStrategy } from "@/lib/features/marketplace/create-strategy";
import { createStrategyInput } from "@/lib/features/marketplace/input";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { dec } from "@/lib/kernel/decimal";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import { priceIsFresh } from "./fresh-price.ts";
import { publishSignal } from "./publish-signal.ts";
import { followedSince, strategyBySlug } from "./repository.ts";
import { sandboxPlan } from "./sandbox-plan.ts";
import {
  FREE_PROVIDER,
  FREE_STRATEGY,
  SANDBOX_EXCHANGES,
  SANDBOX_PAIRS,
  SANDBOX_STRATEGIES,
  type SandboxProvider,
  type SandboxStrategy,
} from "./sandbox-strategies.ts";

/**
 * The sandbox's own strategies: when somebody has begun to follow one, or has turned to paper, since its last signal, it publishes one
 * through the same verb as any provider (UX 4, step 4). Outside the sandbox it does nothing. @returns how many published
 */
export async function publishSandboxSignals(ctx: Ctx): Promise<number> {
  if (!ctx.config.sandbox || ctx.config.productionMode) return 0;
  await ensureFreeStrategy(ctx);
  let published = 0;
  for (const { provider, strategy } of SANDBOX_STRATEGIES) if (await publishTo(ctx, provider, strategy)) published += 1;
  return published;
}

/** Makes the free strategy where it is not there yet. */
export async function ensureFreeStrategy(ctx: Ctx): Promise<void> {
  if ((await strategyBySlug(ctx.db, FREE_PROVIDER.email, FREE_STRATEGY.slug)) !== null) return;
  const password = Buffer.from(ctx.ids.random(24)).toString("base64url");
  const providerId = await ensureSandboxUser(ctx, { ...FREE_PROVIDER, password });
  await createStrategy(ctx, sandboxActor(providerId, FREE_PROVIDER), strategyInput(FREE_STRATEGY, true));
}

export function strategyInput({ name, description, category, timeframe, price }: SandboxStrategy, isPublic: boolean) {
  return createStrategyInput.parse({
    name,
    description,
    kind: "TEMPLATE",
    ...(category === null ? {} : { category }),
    supportedPairs: SANDBOX_PAIRS,
    supportedTimeframes: [timeframe],
    exchanges: SANDBOX_EXCHANGES,
    monthlyPrice: price,
    isPublic,
  });
}

export function sandboxActor(userId: string, { email, name, role }: SandboxProvider): Actor {
  return sessionlessActor({ userId, role, email, name });
}

async function publishTo(ctx: Ctx, provider: SandboxProvider, sandbox: SandboxStrategy): Promise<boolean> {
  const strategy = await strategyBySlug(ctx.db, provider.email, sandbox.slug);
  if (strategy === null || strategy.status !== "ACTIVE") return false;
  const { id, providerId, lastSignalAt } = strategy;
  if (!(await followedSince(ctx.db, id, lastSignalAt ?? new Date(0)))) return false;
  const ticker = await freshTicker(ctx);
  if (ticker === null) return false;
  const tick = (await instrumentBySymbol(ctx.db, ticker.exchange, ticker.symbol))?.tick ?? dec("0.01");
  const input = sandboxPlan(sandbox, {
    strategyId: id,
    side: "LONG",
    ticker,
    tick,
    now: ctx.clock.now(),
    note: "A signal of the sandbox, to see how one arrives, is copied on paper and ends.",
  });
  return (await publishSignal(ctx, sandboxActor(providerId, provider), input)).ok;
}

async function freshTicker(ctx: Ctx): Promise<Ticker | null> {
  for (const symbol of SANDBOX_PAIRS) {
    for (const exchange of SANDBOX_EXCHANGES) {
      const ticker = await ctx.prices.latest(exchange, symbol);
      if (ticker !== null && priceIsFresh(ticker, ctx.clock.now())) return ticker;
    }
  }
  return null;
}
