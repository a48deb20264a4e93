import { listSessionsQuery } from "@/lib/features/trading-sessions/input";
import { listSessions } from "@/lib/features/trading-sessions/queries";
import { route } from "@/lib/runtime/route";

export const GET = route(
  { access: "SUBSCRIBER", scope: "read", query: listSessionsQuery },
  async ({ ctx, actor, query }) => listSessions(ctx, actor.userId, query),
);
