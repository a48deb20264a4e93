import { updateStrategyInput } from "@/lib/features/marketplace/input";
import { strategyFor } from "@/lib/features/marketplace/queries";
import { archiveStrategy, updateStrategy } from "@/lib/features/marketplace/update-strategy";
import { AppError } from "@/lib/kernel/errors";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "public", scope: "read" }, async ({ ctx, actor, params }) => {
  const found = await strategyFor(ctx.db, params.id ?? "", actor);
  if (found === null) throw new AppError("not_found");
  return found.strategy;
});

export const PUT = route(
  { access: "PROVIDER", scope: "strategies:write", input: updateStrategyInput },
  async ({ ctx, actor, params, input }) => unwrap(await updateStrategy(ctx, actor, params.id ?? "", input)),
);

export const DELETE = route({ access: "PROVIDER", scope: "strategies:write" }, async ({ ctx, actor, params }) =>
  unwrap(await archiveStrategy(ctx, actor, params.id ?? "")),
);
