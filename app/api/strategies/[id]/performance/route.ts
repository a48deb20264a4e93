import { strategyFor, strategyStats } from "@/lib/features/marketplace/queries";
import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

/** Figures by evidence class, never added up; each with its period and number of trades. 24 h late but for the owner and subscribers. */
export const GET = route({ access: "public", scope: "read" }, async ({ ctx, actor, params }) => {
  const found = await strategyFor(ctx.db, params.id ?? "", actor);
  if (found === null) throw new AppError("not_found");
  const classes = await strategyStats(ctx.db, found.strategy.id, found.atOnce, ctx.clock.now());
  return { strategyId: found.strategy.id, classes };
});
