import { getSubscription } from "@/lib/features/subscriptions/queries";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const PUT = route({ access: "SUBSCRIBER", scope: "subscriptions:write" }, async ({ ctx, actor, params }) => {
  const { id } = unwrap(await resumeSubscription(ctx, actor, params.id ?? ""));
  return Response.json(await getSubscription(ctx.db, actor.userId, id, ctx.clock.now()));
});
