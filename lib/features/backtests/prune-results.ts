import type { Ctx } from "@/lib/ports/ctx";
import { dropResultsBeyond } from "./outcome-repository.ts";
import { limitByPlan } from "./plan.ts";

/**
 * Lets go of what is most of a result, and least asked for: trades and curves of old runs. Settings, figures and trial counts stay for good.
 * @returns how many results were let go
 */
export async function pruneResults(ctx: Pick<Ctx, "db">): Promise<number> {
  return dropResultsBeyond(ctx.db, limitByPlan("keptBytes"));
}
