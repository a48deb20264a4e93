import { stopSession } from "@/lib/features/trading-sessions/stop-session";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route({ access: "SUBSCRIBER", scope: "trade:paper" }, async ({ ctx, actor, params }) =>
  unwrap(await stopSession(ctx, actor, params.id ?? "")),
);
