import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { auditPrice, NO_PRICE } from "./audit-price.ts";
import type { CreateStrategyInput } from "./input.ts";
import { findProvider, findStrategy, insertStrategy, lockSales, lockSlugs, slugsLike } from "./repository.ts";
import { saleRefusal, yearlyFault } from "./sale.ts";
import { soldLimit } from "./sold-limit.ts";
import { freeSlug, type StrategyView, slugOf } from "./strategy.ts";
import { viewOf } from "./view.ts";

/**
 * Makes a strategy with its first version. It is ACTIVE at once when it may be sold as it is, else a DRAFT: a paid one waits for the
 * provider's payouts, and for a plan that lets one more be sold. @throws AppError "forbidden" for anyone but a provider
 */
export async function createStrategy(
  ctx: Ctx,
  actor: Actor,
  input: CreateStrategyInput,
): Promise<Result<StrategyView, "invalid">> {
  if (actor.role !== "PROVIDER") throw new AppError("forbidden", "Only providers have strategies.");
  const fault = yearlyFault(input.monthlyPrice, input.yearlyPrice ?? null);
  if (fault !== null) return refuse("invalid", undefined, { "yearlyPrice.amount": [fault] });
  const now = ctx.clock.now();
  const id = ctx.ids.make("strategy");
  const wanted = slugOf(input.name);
  const price = {
    priceAmount: input.monthlyPrice.amount,
    priceCurrency: input.monthlyPrice.currency,
    yearlyAmount: input.yearlyPrice?.amount ?? null,
    trialDays: input.trialDays ?? 0,
  };
  await ctx.db.transaction(async (tx) => {
    await lockSlugs(tx);
    const active = input.status !== "DRAFT" && (await maySell(tx, actor.userId, input.monthlyPrice.amount));
    await insertStrategy(
      tx,
      {
        id,
        slug: freeSlug(wanted, await slugsLike(tx, wanted)),
        providerId: actor.userId,
        name: input.name,
        description: input.description,
        kind: input.kind,
        category: input.category ?? null,
        status: active ? "ACTIVE" : "DRAFT",
        version: 1,
        supportedPairs: input.supportedPairs,
        supportedTimeframes: input.supportedTimeframes,
        exchanges: input.exchanges,
        ...price,
        isPublic: input.isPublic,
        createdAt: new Date(now),
        updatedAt: new Date(now),
        publishedAt: active ? new Date(now) : null,
      },
      {
        id: ctx.ids.make("strategyVersion"),
        version: 1,
        description: input.description,
        parameters: input.parameters ?? {},
        note: "First version",
        createdAt: new Date(now),
      },
    );
    await appendEvent(tx, now, { type: "strategy.changed", strategyId: id });
    await auditPrice(tx, ctx, { actorId: actor.userId, strategyId: id }, NO_PRICE, price);
  });
  const made = await findStrategy(ctx.db, id);
  if (made === null) throw new AppError("invariant", `strategy ${id} vanished after it was made`);
  return done(viewOf(made));
}

async function maySell(tx: Tx, providerId: string, amount: number): Promise<boolean> {
  await lockSales(tx, providerId);
  const refused = saleRefusal(amount, await findProvider(tx, providerId));
  return refused === null && (await soldLimit(tx, providerId, amount)) === null;
}
