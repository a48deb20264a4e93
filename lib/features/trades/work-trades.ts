import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import type { AccountWork } from "@/lib/features/orders/run-account";
import { planBuy } from "./plan-buy.ts";
import { waitingRequests } from "./repository.ts";
import { REQUEST_MAX_AGE_MS } from "./trade-request.ts";

/** Plans what is asked for by hand on one account, one request after the other, so that a second one sees what the first did. */
export function tradeWork(ctx: OrderCtx): AccountWork {
  return {
    // Leaving by hand is planned where it is asked: it needs no answer of the exchange.
    before: () => Promise.resolve(),
    async beside(account: HeldAccount): Promise<boolean> {
      let planned = false;
      for (const request of await waitingRequests(ctx.db, account.keyId)) {
        if (ctx.clock.now() - request.createdAt > REQUEST_MAX_AGE_MS) continue;
        planned = (await planBuy(ctx, account, request)) || planned;
      }
      return planned;
    },
  };
}
