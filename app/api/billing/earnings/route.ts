import { countPayingSubscribers, listEarnings } from "@/lib/features/billing/queries";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "PROVIDER", scope: "read" }, async ({ ctx, actor }) => ({
  payingSubscribers: await countPayingSubscribers(ctx.db, actor.userId),
  items: await listEarnings(ctx.db, actor.userId),
  nextCursor: null,
}));
