import { listInvoices } from "@/lib/features/billing/queries";
import { listSubscriptionsQuery } from "@/lib/features/subscriptions/input";
import { route } from "@/lib/runtime/route";

export const GET = route(
  { access: "SUBSCRIBER", scope: "read", query: listSubscriptionsQuery },
  async ({ ctx, actor, query }) =>
    listInvoices(ctx.db, actor.userId, { cursor: query.cursor, limit: query.limit ?? 20 }),
);
