import { runInput } from "@/lib/features/backtests/input";
import { startBacktest } from "@/lib/features/backtests/start-backtest";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route(
  { access: "SUBSCRIBER", scope: "backtests:write", input: runInput },
  async ({ ctx, actor, input }) => Response.json(unwrap(await startBacktest(ctx, actor, input)), { status: 202 }),
);
