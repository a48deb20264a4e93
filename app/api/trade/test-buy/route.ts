import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { testBuyInput } from "@/lib/features/trades/input";
import { requestTestBuy } from "@/lib/features/trades/request-buy";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route(
  { access: "SUBSCRIBER", scope: "trade:live", input: testBuyInput, bodyOptional: true },
  async ({ ctx, actor, input, request }) => {
    const asked = unwrap(await requestTestBuy(ctx, actor, input, idempotencyKeyOf(request.headers)));
    return Response.json(asked, { status: 202 });
  },
);
