import { updateStrategyInput } from "@/lib/features/marketplace/input";
import { strategySeenBy } from "@/lib/features/marketplace/queries";
import { archiveStrategy, updateStrategy } from "@/lib/features/marketplace/update-strategy";
import { AppError } from "@/lib/kernel/errors";
import { looksLikeId } from "@/lib/kernel/ids";
import { STRATEGY_FRESH_MS, strategyKey } from "@/lib/ports/cache";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";
import { shared } from "@/lib/runtime/shared";

export const GET = route({ access: "public", scope: "read" }, async ({ ctx, actor, params }) => {
  const id = params.id ?? "";
  const read = () => strategySeenBy(ctx.db, id, actor, ctx.clock.now());
  // What everyone may see may be a little old; an owner sees what he has just saved.
  const strategy =
    actor === null && looksLikeId(id)
      ? await shared().cache.through(strategyKey(id), STRATEGY_FRESH_MS, read)
      : await read();
  if (strategy === null) throw new AppError("not_found");
  return strategy;
});

export const PUT = route(
  { access: "PROVIDER", scope: "strategies:write", input: updateStrategyInput },
  async ({ ctx, actor, params, input }) => unwrap(await updateStrategy(ctx, actor, params.id ?? "", input)),
);

export const DELETE = route({ access: "PROVIDER", scope: "strategies:write" }, async ({ ctx, actor, params }) =>
  unwrap(await archiveStrategy(ctx, actor, params.id ?? "")),
);
