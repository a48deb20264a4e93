import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { OLDER_SYMBOL, sellBtcInput } from "@/lib/features/trades/input";
import { sellByHand } from "@/lib/features/trades/sell-by-hand";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** The older name of `/api/trade/sell`, for BTC/USDT. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "trade:live", input: sellBtcInput },
  async ({ ctx, actor, input, request }) => {
    const wish = { ...input, symbol: OLDER_SYMBOL };
    return Response.json(unwrap(await sellByHand(ctx, actor, wish, idempotencyKeyOf(request.headers))), {
      status: 202,
    });
  },
);
