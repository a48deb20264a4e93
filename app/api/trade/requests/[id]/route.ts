import { getTradeRequest } from "@/lib/features/trades/queries";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "SUBSCRIBER", scope: "read" }, async ({ ctx, actor, params }) =>
  unwrap(await getTradeRequest(ctx, actor.userId, params.id ?? "")),
);
