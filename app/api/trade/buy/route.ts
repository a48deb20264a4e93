import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { buyInput } from "@/lib/features/trades/input";
import { requestBuy } from "@/lib/features/trades/request-buy";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** 202: the order goes by the account's worker; `/api/trade/requests/{id}` tells what became of it. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "trade:live", input: buyInput },
  async ({ ctx, actor, input, request }) => {
    const asked = unwrap(await requestBuy(ctx, actor, input, idempotencyKeyOf(request.headers)));
    return Response.json(asked, { status: 202 });
  },
);
