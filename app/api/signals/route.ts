import { listSignalsQuery } from "@/lib/features/signals/input";
import { listSignals } from "@/lib/features/signals/queries";
import { asRoute } from "@/lib/runtime/plain-route";
import { route } from "@/lib/runtime/route";
import { publishRoute } from "@/lib/runtime/web/publish-route";

export const GET = route({ access: "user", scope: "read", query: listSignalsQuery }, async ({ ctx, actor, query }) =>
  listSignals(ctx.db, actor.userId, ctx.clock.now(), query),
);

export const POST = asRoute(publishRoute);
