import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { getSubscription } from "@/lib/features/subscriptions/queries";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const PUT = route({ access: "SUBSCRIBER", scope: "subscriptions:write" }, async ({ ctx, actor, params }) => {
  const { id } = unwrap(await pauseSubscription(ctx, actor, params.id ?? ""));
  return Response.json(await getSubscription(ctx.db, actor.userId, id, ctx.clock.now()));
});
