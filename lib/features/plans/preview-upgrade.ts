import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { SECOND_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { ChangePreview, PaidPlan, PlanPrice } from "@/lib/ports/plan-payments";
import type { PlanInput } from "./input.ts";
import { upgradeGround } from "./upgrade-ground.ts";

export interface UpgradePreview extends ChangePreview {
  readonly plan: PaidPlan;
  /** From when the old plan is not used any more (ms): the change is made as of the same moment. */
  readonly at: UtcMs;
  /** A month of the new plan. */
  readonly monthly: PlanPrice["amount"];
}

/** What moving up costs now, by the service's own figures. Nothing is kept. */
export async function previewUpgrade(
  ctx: Ctx,
  actor: Actor,
  input: PlanInput,
): Promise<Result<UpgradePreview, "conflict">> {
  const ground = await upgradeGround(ctx, actor, input.plan);
  if (!ground.ok) return ground;
  const { paidSubscriptionId, priceId, price } = ground.value;
  const at = utcMs(Math.floor(ctx.clock.now() / SECOND_MS) * SECOND_MS);
  const preview = await ctx.payments.plans.previewChange(paidSubscriptionId, priceId, at);
  if (preview === null) return refuse("conflict", "Your plan has ended. Buy this one instead.");
  return done({ ...preview, plan: input.plan, at, monthly: price.amount });
}
