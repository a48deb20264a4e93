import type { Tx } from "@/lib/db/client";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { TestCtx } from "./test-ctx.ts";

type Db = Pick<Tx, "user" | "strategy" | "subscription" | "follow">;

/** A person in the database, as the edge would hand him to a verb. */
export async function makeActor(ctx: TestCtx & { db: Db }, role: Actor["role"], name: string): Promise<Actor> {
  const userId = ctx.ids.make("user");
  const email = `${name.toLowerCase()}-${userId}@example.com`;
  const at = new Date(ctx.clock.now());
  await ctx.db.user.create({
    data: { id: userId, email, name, slug: userId.replace("_", "-"), role, emailVerifiedAt: at, createdAt: at },
  });
  return sessionlessActor({ userId, role, email, name });
}

/** An ACTIVE strategy on BTC/USDT and ETH/USDT at binance. */
export async function makeStrategy(ctx: TestCtx & { db: Db }, provider: Actor): Promise<string> {
  const id = ctx.ids.make("strategy");
  const at = new Date(ctx.clock.now());
  await ctx.db.strategy.create({
    data: {
      id,
      slug: id.replace("_", "-"),
      providerId: provider.userId,
      name: "Breakouts",
      description: "Follows breakouts.",
      kind: "EXTERNAL",
      status: "ACTIVE",
      version: 1,
      supportedPairs: ["BTC/USDT", "ETH/USDT"],
      supportedTimeframes: ["15m"],
      exchanges: ["binance"],
      priceAmount: 0,
      priceCurrency: "USD",
      isPublic: true,
      createdAt: at,
      updatedAt: at,
      publishedAt: at,
    },
  });
  return id;
}

/** A subscription that gives access from now on. @returns its id */
export async function subscribe(ctx: TestCtx & { db: Db }, user: Actor, strategyId: string): Promise<string> {
  const id = ctx.ids.make("subscription");
  const at = new Date(ctx.clock.now());
  await ctx.db.subscription.create({
    data: {
      id,
      userId: user.userId,
      strategyId,
      status: "ACTIVE",
      accessOpen: true,
      priceAmount: 0,
      priceCurrency: "USD",
      createdAt: at,
      activatedAt: at,
    },
  });
  return id;
}

/** Sets a fresh price of BTC/USDT at binance. */
export function quoteBtc(ctx: TestCtx, bid: number | string, ask: number | string = bid): void {
  const now = ctx.clock.now();
  ctx.quote({
    exchange: "binance",
    symbol: "BTC/USDT",
    bid: dec(bid),
    ask: dec(ask),
    last: dec(bid),
    exchangeAt: utcMs(Date.parse("2024-01-05T10:00:00Z")),
    receivedAt: now,
    source: "replay",
  });
}
