import { historyQuery } from "@/lib/features/backtests/input";
import { listBacktests } from "@/lib/features/backtests/queries";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "SUBSCRIBER", scope: "read", query: historyQuery }, async ({ ctx, actor, query }) =>
  listBacktests(ctx, actor.userId, query),
);
