import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { moneyBackUntil, type PlanSubscription } from "./plan-subscription.ts";
import { hadMoneyBack, lockLiving, savePlan } from "./repository.ts";

/**
 * Takes Starter's 30-day money back for the actor, once: from here on it is owed, and billing gives it. On record before any money moves; a
 * second press finds it taken.
 */
export async function claimMoneyBack(ctx: Ctx, actor: Actor): Promise<Result<PlanSubscription, "conflict">> {
  return ctx.db.transaction(async (tx) => {
    const living = await lockLiving(tx, actor.userId);
    const had = await hadMoneyBack(tx, actor.userId);
    const until = living === null ? null : moneyBackUntil(living, had);
    const now = ctx.clock.now();
    if (living === null || until === null)
      return refuse("conflict", "The 30-day money back is for the first time on Starter, before any other plan.");
    if (now >= until) return refuse("conflict", "The 30 days of the money back are over.");
    await savePlan(tx, living.id, { moneyBackAt: now });
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "plan.money_back",
      subject: "plan_subscription",
      subjectId: living.id,
      detail: { plan: living.plan },
    });
    return done({ ...living, moneyBackAt: now });
  });
}

/** All was given back and the subscription has ended. */
export async function closeMoneyBack(ctx: Pick<Ctx, "db" | "clock">, id: string): Promise<void> {
  await savePlan(ctx.db, id, { moneyBackDoneAt: ctx.clock.now() });
}
