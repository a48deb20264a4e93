import { tradePnlQuery } from "@/lib/features/trades/input";
import { tradePnl } from "@/lib/features/trades/trade-pnl";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "SUBSCRIBER", scope: "read", query: tradePnlQuery }, async ({ ctx, actor, query }) =>
  tradePnl(ctx, actor.userId, query),
);
