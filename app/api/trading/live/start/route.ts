import { startLiveSessionInput } from "@/lib/features/trading-sessions/input";
import { startLiveSession } from "@/lib/features/trading-sessions/start-live-session";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** The first condition of the live gate that does not hold is the answer. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "trade:live", input: startLiveSessionInput },
  async ({ ctx, actor, input }) => Response.json(unwrap(await startLiveSession(ctx, actor, input)), { status: 201 }),
);
