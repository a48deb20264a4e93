import { optimizeInput } from "@/lib/features/backtests/input";
import { startOptimisation } from "@/lib/features/backtests/start-optimisation";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route(
  { access: "SUBSCRIBER", scope: "backtests:write", input: optimizeInput },
  async ({ ctx, actor, input }) => Response.json(unwrap(await startOptimisation(ctx, actor, input)), { status: 202 }),
);
