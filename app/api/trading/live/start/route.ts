import { startLiveSessionInput } from "@/lib/features/trading-sessions/input";
import { startLiveSession } from "@/lib/features/trading-sessions/start-live-session";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** Refused by the first condition of the live gate that does not hold. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "trade:live", input: startLiveSessionInput },
  async ({ ctx, actor, input }) => unwrap(await startLiveSession(ctx, actor, input)),
);
