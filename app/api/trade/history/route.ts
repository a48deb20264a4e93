import { tradeHistory } from "@/lib/features/trades/history-queries";
import { tradeHistoryQuery } from "@/lib/features/trades/input";
import { route } from "@/lib/runtime/route";

export const GET = route(
  { access: "SUBSCRIBER", scope: "read", query: tradeHistoryQuery },
  async ({ ctx, actor, query }) => tradeHistory(ctx, actor.userId, query),
);
