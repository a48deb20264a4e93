import type { Db, Prisma } from "@/lib/db/client";
import { olderThan, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import { FEE_FIELDS, feeInQuote } from "@/lib/features/orders/fill-fee";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { DAY_MS, toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { TradeHistoryQuery } from "./input.ts";
import { originOf } from "./trade-request.ts";

/** An order with all that its attempts executed. Exact decimal strings; money in the quote currency. */
export interface TradeView {
  readonly id: string;
  readonly credentialId: string | null;
  readonly positionId: string | null;
  readonly signalId: string | null;
  readonly mode: "PAPER" | "LIVE";
  readonly exchange: string;
  readonly symbol: string;
  readonly side: "BUY" | "SELL";
  /** entry | add:n | target:n | stop:n | close | manual:n */
  readonly leg: string;
  readonly state: string;
  /** Why it was not sent, or ended as it did. */
  readonly reason: string | null;
  readonly quantity: string;
  readonly filled: string;
  /** Average over its executions, to 12 digits after the point; null: none. */
  readonly price: string | null;
  readonly amount: string;
  readonly fee: string;
  /** What it realised before fees; 0 for an entry. */
  readonly grossPnl: string;
  readonly createdAt: string;
}

const WITH_FILLS = {
  orders: { select: { fills: { select: { price: true, qty: true, grossPnl: true, ...FEE_FIELDS } } } },
} as const;

/** A user's orders of the last days, newest first; paper and real accounts are never in one list. */
export async function tradeHistory(
  ctx: Pick<Ctx, "db" | "clock">,
  userId: string,
  query: TradeHistoryQuery,
): Promise<Page<TradeView>> {
  const { mode, days, limit } = query;
  const from = new Date(ctx.clock.now() - days * DAY_MS);
  const rows = await ctx.db.intent.findMany({
    where: {
      userId,
      mode,
      createdAt: { gte: from },
      ...olderThan(query.cursor, (createdAt) => ({ createdAt })),
    },
    include: WITH_FILLS,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, limit, (row) => row.createdAt);
  return { items: items.map(toView), nextCursor };
}

/** The orders that requests by hand led to, by request; those without one are left out: none was planned. */
export async function ordersOfRequests(
  db: Db,
  userId: string,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, TradeView>> {
  const requestOf = new Map(requestIds.map((id) => [originOf(id), id]));
  const rows = await db.intent.findMany({
    where: { userId, leg: "entry", origin: { in: [...requestOf.keys()] } },
    include: WITH_FILLS,
  });
  return new Map(rows.map((row) => [requestOf.get(row.origin ?? "") ?? "", toView(row)]));
}

type Amount = { toString(): string };

type Row = Prisma.IntentGetPayload<{ include: typeof WITH_FILLS }>;

function toView(row: Row): TradeView {
  const fills = row.orders.flatMap((order) => order.fills);
  const filled = sum(fills.map(({ qty }) => exact(qty)));
  const amount = sum(fills.map(({ price, qty }) => exact(price).times(exact(qty))));
  const { id, keyId, positionId, signalId, mode, exchange, symbol, side, leg, state, reason } = row;
  return {
    ...{ id, positionId, signalId, mode, exchange, symbol, side, leg, state, reason },
    credentialId: keyId,
    quantity: plain(exact(row.qty)),
    filled: plain(filled),
    price: filled.isZero() ? null : plain(amount.div(filled).toDecimalPlaces(12)),
    amount: plain(amount),
    fee: plain(sum(fills.map(feeInQuote))),
    grossPnl: plain(sum(fills.map(({ grossPnl }) => exact(grossPnl)))),
    createdAt: toIso(utcMs(row.createdAt)),
  };
}

function sum(values: readonly Dec[]): Dec {
  return values.reduce((total, one) => total.plus(one), dec(0));
}

function exact(value: Amount): Dec {
  return dec(value.toString());
}
