import { ensureSandboxUser } from "@/lib/features/accounts/ensure-sandbox-user";
import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { createStrategy } from "@/lib/features/marketplace/create-strategy";
import { createStrategyInput } from "@/lib/features/marketplace/input";
import type { Actor } from "@/lib/kernel/actor";
import { dec, plain } from "@/lib/kernel/decimal";
import { HOUR_MS, toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import { roundPrice } from "@/lib/trading/market/instrument";
import { priceIsFresh } from "./fresh-price.ts";
import { publishSignalInput } from "./input.ts";
import { publishSignal } from "./publish-signal.ts";
import { followedSince, sandboxStrategyOf } from "./repository.ts";

const PROVIDER = { email: "sandbox-signals@heliograph.test", name: "Heliograph Sandbox", role: "PROVIDER" } as const;
const PAIRS = ["BTC/USDT", "ETH/USDT"];
const EXCHANGES = ["binance", "bybit"];

/**
 * The free strategy of the sandbox: when somebody has begun to follow it, or has turned to paper, since its last signal, it publishes one
 * through the same verb as any provider (UX 4, step 4). Outside the sandbox it does nothing. @returns whether it published
 */
export async function publishSandboxSignal(ctx: Ctx): Promise<boolean> {
  if (!ctx.config.sandbox || ctx.config.productionMode) return false;
  const strategy = (await sandboxStrategyOf(ctx.db, PROVIDER.email)) ?? (await makeSandboxStrategy(ctx));
  const { id, providerId, lastSignalAt } = strategy;
  if (!(await followedSince(ctx.db, id, lastSignalAt ?? new Date(0)))) return false;
  const ticker = await freshTicker(ctx);
  if (ticker === null) return false;
  const actor = { ...sandboxActor(providerId) };
  const result = await publishSignal(ctx, actor, await demoSignal(ctx, id, ticker));
  return result.ok;
}

async function makeSandboxStrategy(ctx: Ctx) {
  // Nobody signs in as it: its password is chance that is not kept.
  const password = Buffer.from(ctx.ids.random(24)).toString("base64url");
  const providerId = await ensureSandboxUser(ctx, { ...PROVIDER, password });
  const input = createStrategyInput.parse({
    name: "Sandbox signals",
    description:
      "A free strategy to try things out with. It publishes one long signal on the sandbox's market shortly after you follow it: a stop 0.6 % below, targets 0.4 % and 0.8 % above, the stop moved to entry after the first. It is no advice and no trading idea.",
    kind: "TEMPLATE",
    supportedPairs: PAIRS,
    supportedTimeframes: ["15m"],
    exchanges: EXCHANGES,
    monthlyPrice: { amount: 0, currency: "USD" },
    isPublic: true,
  });
  await createStrategy(ctx, sandboxActor(providerId), input);
  const made = await sandboxStrategyOf(ctx.db, PROVIDER.email);
  if (made === null) throw new Error("the sandbox strategy was made and is not there");
  return made;
}

function sandboxActor(userId: string): Actor {
  return {
    userId,
    role: "PROVIDER",
    email: PROVIDER.email,
    name: PROVIDER.name,
    emailVerified: true,
    sessionId: null,
    scopes: null,
    mfaAt: null,
    totpEnabled: false,
  };
}

async function freshTicker(ctx: Ctx): Promise<Ticker | null> {
  for (const symbol of PAIRS) {
    for (const exchange of EXCHANGES) {
      const ticker = await ctx.prices.latest(exchange, symbol);
      if (ticker !== null && priceIsFresh(ticker, ctx.clock.now())) return ticker;
    }
  }
  return null;
}

async function demoSignal(ctx: Ctx, strategyId: string, { exchange, symbol, ask }: Ticker) {
  const tick = (await instrumentBySymbol(ctx.db, exchange, symbol))?.tick ?? dec("0.01");
  const away = (percent: string, direction: "up" | "down"): string =>
    plain(roundPrice({ tick }, ask.times(dec(percent).div(100).plus(1)), direction));
  return publishSignalInput.parse({
    strategyId,
    symbol,
    exchange,
    side: "LONG",
    entry: { type: "market" },
    stopLoss: away("-0.6", "down"),
    targets: [
      { price: away("0.4", "up"), fraction: "0.5" },
      { price: away("0.8", "up"), fraction: "0.5" },
    ],
    breakEven: { afterTarget: 1 },
    expiresAt: toIso(utcMs(ctx.clock.now() + 4 * HOUR_MS)),
    note: "A signal of the sandbox, to see how one arrives, is copied on paper and ends.",
  });
}
