import { startSessionInput } from "@/lib/features/trading-sessions/input";
import { startPaperSession } from "@/lib/features/trading-sessions/start-paper-session";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route(
  { access: "SUBSCRIBER", scope: "trade:paper", input: startSessionInput },
  async ({ ctx, actor, input }) => Response.json(unwrap(await startPaperSession(ctx, actor, input)), { status: 201 }),
);
