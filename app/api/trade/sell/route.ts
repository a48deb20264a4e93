import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { sellInput } from "@/lib/features/trades/input";
import { sellByHand } from "@/lib/features/trades/sell-by-hand";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** 202: the orders are planned; the exchange decides, and the positions tell. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "trade:live", input: sellInput },
  async ({ ctx, actor, input, request }) => {
    const planned = unwrap(await sellByHand(ctx, actor, input, idempotencyKeyOf(request.headers)));
    return Response.json(planned, { status: 202 });
  },
);
