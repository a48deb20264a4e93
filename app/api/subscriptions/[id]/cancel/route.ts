import { cancelSubscription } from "@/lib/features/subscriptions/cancel-subscription";
import { cancelInput } from "@/lib/features/subscriptions/input";
import { getSubscription } from "@/lib/features/subscriptions/queries";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const PUT = route(
  { access: "SUBSCRIBER", scope: "subscriptions:write", input: cancelInput, bodyOptional: true },
  async ({ ctx, actor, input, params }) => {
    const { id } = unwrap(await cancelSubscription(ctx, actor, params.id ?? "", input));
    return Response.json(await getSubscription(ctx.db, actor.userId, id, ctx.clock.now()));
  },
);
