import { batchInput } from "@/lib/features/backtests/input";
import { startBatch } from "@/lib/features/backtests/start-batch";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route(
  { access: "SUBSCRIBER", scope: "backtests:write", input: batchInput },
  async ({ ctx, actor, input }) => Response.json(unwrap(await startBatch(ctx, actor, input)), { status: 202 }),
);
