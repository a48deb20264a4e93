import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { auditPrice } from "./audit-price.ts";
import { changesOf } from "./changes.ts";
import type { UpdateStrategyInput } from "./input.ts";
import {
  currentVersion,
  findProvider,
  insertVersion,
  lockSales,
  lockStrategy,
  updateStrategyRow,
} from "./repository.ts";
import { currencyFault, SALE_WORDS, saleRefusal, yearlyFault } from "./sale.ts";
import { soldLimit } from "./sold-limit.ts";
import { mayBecome, type StrategyView } from "./strategy.ts";
import { viewOf } from "./view.ts";

const RECORD_STAYS = "Its signals are on record for everybody. Pause it to take nobody new, or close it.";

export type UpdateRefusal = "not_found" | "invalid" | "conflict" | "payouts_not_ready" | "email_unverified";

/**
 * Changes a strategy of the actor's. What a signal relies on (description, parameters, pairs, timeframes, exchanges, kind) makes a new
 * version, so that a signal can name the one it came from. An archived strategy stays as it is, and a public one with signals stays public: else a
 * record that went badly could be hidden, then closed.
 */
export async function updateStrategy(
  ctx: Ctx,
  actor: Actor,
  strategyId: string,
  input: UpdateStrategyInput,
): Promise<Result<StrategyView, UpdateRefusal>> {
  const now = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    const strategy = await lockStrategy(tx, strategyId);
    if (strategy === null || strategy.providerId !== actor.userId) return refuse("not_found");
    if (strategy.status === "ARCHIVED")
      return refuse("conflict", "An archived strategy cannot be changed. Make a new one.");

    if (input.isPublic === false && strategy.isPublic && strategy.publishedAt !== null && strategy.signalCount > 0)
      return refuse("invalid", undefined, { isPublic: [RECORD_STAYS] });

    const status = input.status ?? strategy.status;
    if (!mayBecome(strategy.status, status))
      return refuse("conflict", `A ${strategy.status} strategy cannot become ${status}.`);
    const priceAmount = input.monthlyPrice?.amount ?? strategy.priceAmount;
    if (status === "ACTIVE") {
      await lockSales(tx, actor.userId);
      const refused = saleRefusal(priceAmount, await findProvider(tx, actor.userId));
      if (refused !== null) return refuse(refused, SALE_WORDS[refused]);
      const onSale = strategy.status === "ACTIVE" && strategy.priceAmount > 0;
      const beyond = onSale ? null : await soldLimit(tx, actor.userId, priceAmount);
      if (beyond !== null) return refuse("conflict", beyond);
    }

    const { priceCurrency: currency } = strategy;
    const standing = { amount: strategy.priceAmount, currency };
    const standingYearly = strategy.yearlyAmount === null ? null : { amount: strategy.yearlyAmount, currency };
    for (const [field, price, stands] of [
      ["monthlyPrice.currency", input.monthlyPrice, standing],
      ["yearlyPrice.currency", input.yearlyPrice, standingYearly],
    ] as const) {
      const wrong = currencyFault(price, stands);
      if (wrong !== null) return refuse("invalid", undefined, { [field]: [wrong] });
    }
    const monthly = input.monthlyPrice ?? standing;
    const yearly = input.yearlyPrice === undefined ? standingYearly : input.yearlyPrice;
    const fault = yearlyFault(monthly, yearly);
    if (fault !== null) return refuse("invalid", undefined, { "yearlyPrice.amount": [fault] });

    const before = await currentVersion(tx, strategy.id, strategy.version);
    const changes = changesOf({ ...strategy, parameters: before?.parameters ?? {} }, input);
    const version = strategy.version + (changes.length > 0 ? 1 : 0);
    if (changes.length > 0) {
      await insertVersion(tx, {
        id: ctx.ids.make("strategyVersion"),
        strategyId: strategy.id,
        version,
        description: input.description ?? strategy.description,
        parameters: input.parameters ?? before?.parameters ?? {},
        note: input.note ?? changes.join("; "),
        createdAt: new Date(now),
      });
    }
    const changed = await updateStrategyRow(tx, strategy.id, {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.description === undefined ? {} : { description: input.description }),
      ...(input.kind === undefined ? {} : { kind: input.kind }),
      ...(input.category === undefined ? {} : { category: input.category }),
      ...(input.supportedPairs === undefined ? {} : { supportedPairs: input.supportedPairs }),
      ...(input.supportedTimeframes === undefined ? {} : { supportedTimeframes: input.supportedTimeframes }),
      ...(input.exchanges === undefined ? {} : { exchanges: input.exchanges }),
      ...(input.yearlyPrice === undefined ? {} : { yearlyAmount: input.yearlyPrice?.amount ?? null }),
      ...(input.trialDays === undefined ? {} : { trialDays: input.trialDays }),
      ...(input.isPublic === undefined ? {} : { isPublic: input.isPublic }),
      ...(input.monthlyPrice === undefined
        ? {}
        : { priceAmount: input.monthlyPrice.amount, priceCurrency: input.monthlyPrice.currency }),
      version,
      status,
      updatedAt: new Date(now),
      ...(status === "ACTIVE" && strategy.publishedAt === null ? { publishedAt: new Date(now) } : {}),
      ...(status === "ARCHIVED" ? { archivedAt: new Date(now) } : {}),
    });
    await appendEvent(tx, now, { type: "strategy.changed", strategyId: strategy.id });
    await auditPrice(tx, ctx, { actorId: actor.userId, strategyId: strategy.id }, strategy, changed);
    return done(viewOf(changed));
  });
}

/** Closes a strategy for good. It stays listed in the archive and in its provider's record; archiving twice is the same as once. */
export async function archiveStrategy(
  ctx: Ctx,
  actor: Actor,
  strategyId: string,
): Promise<Result<StrategyView, UpdateRefusal>> {
  const now = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    const strategy = await lockStrategy(tx, strategyId);
    if (strategy === null || strategy.providerId !== actor.userId) return refuse("not_found");
    if (strategy.status === "ARCHIVED") return done(viewOf(strategy));
    const archived = await updateStrategyRow(tx, strategy.id, {
      status: "ARCHIVED",
      archivedAt: new Date(now),
      updatedAt: new Date(now),
    });
    await appendEvent(tx, now, { type: "strategy.changed", strategyId: strategy.id });
    return done(viewOf(archived));
  });
}
