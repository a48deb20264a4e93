import { hasEnded } from "@/lib/trading/orders/order-life";
import { wantCancelled } from "./cancel-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { ordersOfOrigin } from "./order-repository.ts";

/**
 * Ends what of a trade has not been entered yet: it is to be left. One that never left is blocked at once, one that rests is cancelled by the next
 * round, one whose end is unknown is waited for. @returns whether every entry has ended, so that what is held is all that will be
 */
export async function endEntries(
  ctx: OrderCtx,
  account: HeldAccount,
  origin: string,
  reason: string,
): Promise<{ readonly ended: boolean }> {
  const entering = async () =>
    (await ordersOfOrigin(ctx.db, account.userId, origin)).filter(
      ({ purpose, life }) => purpose === "ENTRY" && !hasEnded(life.state),
    );
  for (const order of await entering()) {
    if (order.cancelAskedAt === null) await wantCancelled(ctx, account, order.id, reason);
  }
  return { ended: (await entering()).length === 0 };
}
