import { stopSessionInput } from "@/lib/features/trading-sessions/input";
import { stopSession } from "@/lib/features/trading-sessions/stop-session";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route(
  { access: "SUBSCRIBER", scope: "trade:paper", input: stopSessionInput, bodyOptional: true },
  async ({ ctx, actor, params, input }) => unwrap(await stopSession(ctx, actor, params.id ?? "", input)),
);
