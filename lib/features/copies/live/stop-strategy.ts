import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import { strategyFor } from "@/lib/features/marketplace/queries";
import { engageSwitch, releaseSwitch } from "@/lib/features/orders/kill-switch";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { StopStrategyInput } from "./input.ts";
import { readStrategyStop, type StrategyStop } from "./strategy-stop.ts";

/**
 * A provider's kill switch: from this commit on nothing of his strategy is opened on a follower's real account; what becomes of their positions is as
 * chosen. Asks for nothing but a reason: stopping must be quick. Where an admin stopped it already, that stop stays his,
 * though positions that he kept are closed where this asks for it.
 */
export async function stopStrategy(
  ctx: Ctx,
  actor: Actor,
  strategyId: string,
  { reason, positions }: StopStrategyInput,
): Promise<Result<StrategyStop | null, "not_found">> {
  const key = await ownStrategy(ctx, actor, strategyId);
  if (key === null) return refuse("not_found");
  await engageSwitch(ctx, { scope: "STRATEGY", key, by: actor.userId, reason, positions });
  return done(await readStrategyStop(ctx.db, key, actor.userId));
}

/**
 * Lets entries of his strategy go again. A stop that somebody else engaged is not his to end.
 * @throws AppError "mfa_required" without a second factor of the last ten minutes
 */
export async function releaseStrategy(
  ctx: Ctx,
  actor: Actor,
  strategyId: string,
): Promise<Result<null, "not_found" | "conflict">> {
  const key = await ownStrategy(ctx, actor, strategyId);
  if (key === null) return refuse("not_found");
  requireFreshMfa(actor, ctx.clock.now());
  const stop = await readStrategyStop(ctx.db, key, actor.userId);
  if (stop !== null && !stop.yours)
    return refuse("conflict", "An admin stopped this strategy; only an admin ends that.");
  const released = await releaseSwitch(ctx, { scope: "STRATEGY", key, by: actor.userId, engagedBy: [actor.userId] });
  return released.ok ? done(null) : refuse("conflict", "Live trading of this strategy is not stopped.");
}

/** How far the stop of one's own strategy has come. */
export async function ownStrategyStop(
  ctx: Ctx,
  actor: Actor,
  strategyId: string,
): Promise<Result<StrategyStop | null, "not_found">> {
  const key = await ownStrategy(ctx, actor, strategyId);
  return key === null ? refuse("not_found") : done(await readStrategyStop(ctx.db, key, actor.userId));
}

async function ownStrategy(ctx: Ctx, actor: Actor, idOrSlug: string): Promise<string | null> {
  const found = await strategyFor(ctx.db, idOrSlug, actor);
  return found?.own === true ? found.strategy.id : null;
}
