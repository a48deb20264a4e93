import { listSubscriptionsQuery, subscribeInput } from "@/lib/features/subscriptions/input";
import { listSubscriptions } from "@/lib/features/subscriptions/queries";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route(
  { access: "SUBSCRIBER", scope: "read", query: listSubscriptionsQuery },
  async ({ ctx, actor, query }) =>
    listSubscriptions(ctx.db, actor.userId, ctx.clock.now(), { cursor: query.cursor, limit: query.limit ?? 20 }),
);

export const POST = route(
  { access: "SUBSCRIBER", scope: "subscriptions:write", input: subscribeInput },
  async ({ ctx, actor, input }) => Response.json(unwrap(await subscribe(ctx, actor, input)), { status: 201 }),
);
