import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Tx } from "@/lib/ports/ctx";
import type { RequestPriority } from "@/lib/ports/trade-venue";
import { roundAmount } from "@/lib/trading/market/instrument";
import { mostAtOnce, nextPart } from "@/lib/trading/orders/at-once";
import { hasEnded } from "@/lib/trading/orders/order-life";
import { type HeldPosition, lockPosition } from "./fill-repository.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount } from "./order-ctx.ts";
import { ordersOfOrigin } from "./order-repository.ts";

/** What bounds an order that reduces beside what its trade holds by our executions. */
export interface Coins {
  readonly lot: Dec;
  /** The largest amount that its exchange takes at once; null: none is known. */
  readonly most: Dec | null;
  /** Not bound by another order; null: not asked, or a swap, which holds contracts and no coins. */
  readonly free: Dec | null;
}

/**
 * Executions are believed, so that leaving and protecting wait for no balance: asked before each order, the balances of a hundred accounts took more
 * of the exchange's limit than all their orders, and a stop or an exit stood behind them for a minute. Who sold or withdrew by hand is found out by
 * a refusal, and from then on the exchange is asked. null: it did not answer; the order waits.
 */
export async function coinsOf(
  account: HeldAccount,
  order: LiveOrder,
  siblings: readonly LiveOrder[],
  priority: RequestPriority,
): Promise<Coins | null> {
  const instrument = await account.trade.instrument(order);
  if (!instrument.ok) return null;
  const { lot } = instrument.value;
  const most = mostAtOnce(instrument.value, siblings);
  if (order.market === "swap" || !siblings.some(wasRefused)) return { lot, most, free: null };
  const balances = await account.trade.balances("spot", priority);
  if (!balances.ok) return null;
  const [base] = order.symbol.split("/");
  return { lot, most, free: balances.value.find(({ currency }) => currency === base)?.free ?? dec(0) };
}

/** From then on the account's coins are asked for before each order that reduces. */
export function wasRefused({ purpose, life }: LiveOrder): boolean {
  return purpose !== "ENTRY" && (life.state === "REJECTED" || life.state === "BLOCKED");
}

/**
 * Whether an exchange that refuses an exit as one that reduces nothing also shows nothing of that side. It keeps one position of all trades of a swap: where
 * another one is in it too, it shows that.
 */
export async function showsNone(account: HeldAccount, { purpose, symbol, positionSide }: LiveOrder): Promise<boolean> {
  if (purpose !== "EXIT") return false;
  const told = await account.trade.positions();
  return told.ok && !told.value.some((one) => one.symbol === symbol && one.side === positionSide && one.qty.gt(0));
}

/** An order that reduces as it may leave now: by how much of what it is meant for, and what that has come to. */
export interface Reduced {
  /** 0: nothing is left to reduce. */
  readonly qty: Dec;
  readonly meant: Dec;
}

/** How much an order that reduces may sell (buy back) now. The trade is locked by it. */
export async function reducibleQty(tx: Tx, order: LiveOrder, coins: Coins): Promise<Reduced> {
  const held = await lockPosition(tx, order.userId, order.origin);
  return reducible(order, held, await ordersOfOrigin(tx, order.userId, order.origin), coins);
}

/**
 * The same of what was read under locks: never more than its trade holds by our executions, nor, for coins, than the account has free. The fee taken in coin,
 * a part sold before and a withdrawal by hand are all in it. Of more than its exchange takes at once a part leaves; what looks after the trade sees to the rest.
 */
export function reducible(
  order: LiveOrder,
  held: Pick<HeldPosition, "book"> | null,
  orders: readonly LiveOrder[],
  { lot, most, free }: Coins,
): Reduced {
  if (held === null) return { qty: dec(0), meant: order.meant };
  const underWay = orders
    .filter(
      ({ id, purpose, life }) =>
        id !== order.id && purpose === "EXIT" && !hasEnded(life.state) && life.state !== "PLANNED",
    )
    .reduce((sum, { qty, life }) => sum.plus(qty).minus(life.filled), dec(0));
  const rest = held.book.qty.minus(underWay);
  const bound = free === null || rest.lt(free) ? rest : free;
  const wanted = order.meant.lt(bound) ? order.meant : bound;
  const meant = wanted.gt(0) ? roundAmount({ lot }, wanted) : dec(0);
  return { qty: nextPart(meant, most, lot), meant };
}
