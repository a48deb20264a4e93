import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { MINUTE_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { UpgradeInput } from "./input.ts";
import { findLiving, whilePaidLocked } from "./repository.ts";
import { syncPlan } from "./sync-plan.ts";
import { type UpgradeGround, upgradeGround } from "./upgrade-ground.ts";

/** How long a preview may be agreed to. */
const PREVIEW_MS = 15 * MINUTE_MS;

/**
 * Moves up at once, for exactly what the preview said: as of its moment, and only while it still comes to the same amount. A repeat of a change
 * that was made is the same change.
 */
export async function upgradePlan(
  ctx: Ctx,
  actor: Actor,
  { plan, at, amountDue }: UpgradeInput,
): Promise<Result<{ plan: UpgradeInput["plan"] }, "conflict">> {
  const paidId = (await findLiving(ctx.db, actor.userId))?.stripeSubscriptionId ?? null;
  // What was done and whose answer was lost is seen here.
  if (paidId !== null) await syncPlan(ctx, paidId);
  if ((await findLiving(ctx.db, actor.userId))?.plan === plan) return done({ plan });
  const ground = await upgradeGround(ctx, actor, plan);
  if (!ground.ok) return ground;
  const now = ctx.clock.now();
  if (at > now || at < now - PREVIEW_MS)
    return refuse("conflict", "This preview is older than 15 minutes. Look at it again, and then confirm.");
  const { paidSubscriptionId } = ground.value;
  const outcome = await whilePaidLocked(ctx.db, paidSubscriptionId, () => change(ctx, ground.value, { at, amountDue }));
  if (outcome === "other_amount")
    return refuse("conflict", "The amount has changed since the preview. Look at it again, and then confirm.");
  if (outcome === "declined")
    return refuse("conflict", "Your card was declined, so nothing has changed. Change it under Billing and try again.");
  await syncPlan(ctx, paidSubscriptionId);
  return done({ plan });
}

async function change(
  ctx: Ctx,
  ground: UpgradeGround,
  agreed: { readonly at: number; readonly amountDue: number },
): Promise<"done" | "declined" | "other_amount"> {
  const { id, paidSubscriptionId, priceId, price } = ground;
  const at = utcMs(agreed.at);
  const preview = await ctx.payments.plans.previewChange(paidSubscriptionId, priceId, at);
  if (preview?.amountDue !== agreed.amountDue) return "other_amount";
  const key = `plan.upgrade:${id}:${price.plan}:${price.amount}:${at}`;
  return ctx.payments.plans.changeNow({ paidSubscriptionId, priceId, at }, key);
}
