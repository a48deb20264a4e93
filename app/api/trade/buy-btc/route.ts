import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { buyBtcInput, OLDER_SYMBOL } from "@/lib/features/trades/input";
import { requestBuy } from "@/lib/features/trades/request-buy";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** The older name of `/api/trade/buy`, for BTC/USDT. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "trade:live", input: buyBtcInput },
  async ({ ctx, actor, input, request }) => {
    const wish = { ...input, symbol: OLDER_SYMBOL };
    return Response.json(unwrap(await requestBuy(ctx, actor, wish, idempotencyKeyOf(request.headers))), {
      status: 202,
    });
  },
);
