import { createStrategy } from "@/lib/features/marketplace/create-strategy";
import { createStrategyInput, listStrategiesQuery } from "@/lib/features/marketplace/input";
import { listStrategies } from "@/lib/features/marketplace/queries";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route(
  { access: "public", scope: "read", query: listStrategiesQuery },
  async ({ ctx, actor, query }) => listStrategies(ctx.db, actor, query, ctx.clock.now()),
);

export const POST = route(
  { access: "PROVIDER", scope: "strategies:write", input: createStrategyInput },
  async ({ ctx, actor, input }) => Response.json(unwrap(await createStrategy(ctx, actor, input)), { status: 201 }),
);
