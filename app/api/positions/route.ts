import { listPositionsQuery } from "@/lib/features/copies/input";
import { listPositions } from "@/lib/features/copies/queries";
import { route } from "@/lib/runtime/route";

export const GET = route(
  { access: "SUBSCRIBER", scope: "read", query: listPositionsQuery },
  async ({ ctx, actor, query }) => listPositions(ctx, actor.userId, query),
);
