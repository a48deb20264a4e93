import { walkForwardInput } from "@/lib/features/backtests/input";
import { startWalkForward } from "@/lib/features/backtests/start-walk-forward";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route(
  { access: "SUBSCRIBER", scope: "backtests:write", input: walkForwardInput },
  async ({ ctx, actor, input }) => Response.json(unwrap(await startWalkForward(ctx, actor, input)), { status: 202 }),
);
