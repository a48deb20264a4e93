import { subscribeInput } from "@/lib/features/subscriptions/input";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** The checkout of a strategy: the one that is open, or a new one. Its `id` is the subscription's. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "subscriptions:write", input: subscribeInput },
  async ({ ctx, actor, input }) => Response.json(unwrap(await subscribe(ctx, actor, input)), { status: 201 }),
);
