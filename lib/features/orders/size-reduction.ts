import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Tx } from "@/lib/ports/ctx";
import { roundAmount } from "@/lib/trading/market/instrument";
import { hasEnded } from "@/lib/trading/orders/order-life";
import { lockPosition } from "./fill-repository.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount } from "./order-ctx.ts";
import { ordersOfOrigin } from "./order-repository.ts";

/** What the exchange says of a trade's coins, asked before the transaction that sends. */
export interface Coins {
  readonly lot: Dec;
  /** Not bound by another order; null for swaps, which hold contracts and no coins. */
  readonly free: Dec | null;
}

/** null: the exchange did not answer; the order waits. */
export async function coinsOf(account: HeldAccount, order: LiveOrder): Promise<Coins | null> {
  const instrument = await account.trade.instrument(order);
  if (!instrument.ok) return null;
  if (order.market === "swap") return { lot: instrument.value.lot, free: null };
  const balances = await account.trade.balances("spot");
  if (!balances.ok) return null;
  const [base] = order.symbol.split("/");
  return { lot: instrument.value.lot, free: balances.value.find(({ currency }) => currency === base)?.free ?? dec(0) };
}

/**
 * How much an order that reduces may sell (buy back) now: never more than its trade holds by our executions, nor, for coins, than the account
 * has free. The fee taken in coin, a part sold before and a withdrawal by hand are all in it. 0: nothing is left to reduce.
 */
export async function reducibleQty(tx: Tx, order: LiveOrder, coins: Coins): Promise<Dec> {
  const held = await lockPosition(tx, order.userId, order.origin);
  if (held === null) return dec(0);
  const underWay = (await ordersOfOrigin(tx, order.userId, order.origin))
    .filter(
      ({ id, purpose, life }) =>
        id !== order.id && purpose === "EXIT" && !hasEnded(life.state) && life.state !== "PLANNED",
    )
    .reduce((sum, { qty, life }) => sum.plus(qty).minus(life.filled), dec(0));
  const rest = held.book.qty.minus(underWay);
  const bound = coins.free === null || rest.lt(coins.free) ? rest : coins.free;
  const most = order.qty.lt(bound) ? order.qty : bound;
  return most.gt(0) ? roundAmount(coins, most) : dec(0);
}
