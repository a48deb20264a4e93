import { planAnswer } from "@/lib/features/plans/answers";
import { buyPlan } from "@/lib/features/plans/buy-plan";
import { planInput } from "@/lib/features/plans/input";
import { readPlan, readUse } from "@/lib/features/plans/queries";
import { PLAN_LIMITS } from "@/lib/kernel/platform-plan";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** The plan that holds now, what it allows and what of it is used. */
export const GET = route({ access: "SUBSCRIBER", scope: "read" }, async ({ ctx, actor }) => {
  const [view, used] = await Promise.all([
    readPlan(ctx.db, actor.userId, ctx.clock.now()),
    readUse(ctx.db, actor.userId),
  ]);
  return { ...planAnswer(view), limits: PLAN_LIMITS[view.plan], used };
});

/** A payment page for a plan, for who pays for none. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "subscriptions:write", input: planInput },
  async ({ ctx, actor, input }) => Response.json(unwrap(await buyPlan(ctx, actor, input)), { status: 201 }),
);
