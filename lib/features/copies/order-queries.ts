import { olderThan, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import { FEE_FIELDS, feeInQuote } from "@/lib/features/orders/fill-fee";
import { dec, plain } from "@/lib/kernel/decimal";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { exact } from "./position.ts";

/** What was meant to be sent, what became of it, and why. Prices and amounts are exact decimal strings. */
export interface OrderView {
  readonly id: string;
  readonly signalId: string | null;
  readonly strategy: { readonly name: string; readonly slug: string } | null;
  readonly mode: "PAPER" | "LIVE";
  readonly exchange: string;
  readonly symbol: string;
  readonly side: "BUY" | "SELL";
  /** entry | target:n | stop | close | manual:n | reduce:seq */
  readonly leg: string;
  readonly reduceOnly: boolean;
  readonly type: string | null;
  readonly state: string;
  /** Why it was not sent. */
  readonly reason: string | null;
  readonly qty: string;
  /** The order's own price: a target's limit, a stop's trigger. */
  readonly price: string | null;
  /** Average over its executions, to 12 digits after the point. */
  readonly fillPrice: string | null;
  /** In the quote currency, also where the exchange took it in coin. */
  readonly fee: string | null;
  readonly clientOrderId: string | null;
  readonly createdAt: string;
}

/** The user's own intents, newest first, each with its last order and fill. */
export async function listOrders(
  ctx: Ctx,
  userId: string,
  wanted: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<OrderView>> {
  const rows = await ctx.db.intent.findMany({
    where: {
      userId,
      ...olderThan(wanted.cursor, (createdAt) => ({ createdAt })),
    },
    include: {
      copy: { select: { signalId: true, strategy: { select: { name: true, slug: true } } } },
      orders: {
        orderBy: { attempt: "desc" },
        take: 1,
        include: { fills: { orderBy: { at: "asc" }, include: { lateFee: FEE_FIELDS.lateFee } } },
      },
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: wanted.limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, wanted.limit, (row) => row.createdAt);
  return {
    items: items.map((row) => {
      const order = row.orders[0];
      const fills = order?.fills ?? [];
      return {
        id: row.id,
        signalId: row.copy?.signalId ?? null,
        strategy: row.copy?.strategy ?? null,
        mode: row.mode,
        exchange: row.exchange,
        symbol: row.symbol,
        side: row.side,
        leg: row.leg,
        reduceOnly: row.reduceOnly,
        type: order?.type ?? null,
        state: row.state,
        reason: row.reason,
        qty: plain(exact(row.qty)),
        price: priceOf(order),
        fillPrice: averagePrice(fills),
        fee: fills.length === 0 ? null : plain(fills.reduce((sum, one) => sum.plus(feeInQuote(one)), dec(0))),
        clientOrderId: order?.clientOrderId ?? null,
        createdAt: toIso(utcMs(row.createdAt)),
      };
    }),
    nextCursor,
  };
}

/** A stop on a real account has no price but its trigger. */
function priceOf(order: { readonly price: Amount | null; readonly trigger: Amount | null } | undefined): string | null {
  const price = order?.price ?? order?.trigger;
  return price === undefined || price === null ? null : plain(exact(price));
}

function averagePrice(fills: readonly { readonly price: Amount; readonly qty: Amount }[]): string | null {
  const [first, ...more] = fills;
  if (first === undefined) return null;
  if (more.length === 0) return plain(exact(first.price));
  const qty = fills.reduce((sum, one) => sum.plus(exact(one.qty)), dec(0));
  const value = fills.reduce((sum, one) => sum.plus(exact(one.qty).times(exact(one.price))), dec(0));
  return plain(value.div(qty).toDecimalPlaces(12));
}

type Amount = Parameters<typeof exact>[0];
