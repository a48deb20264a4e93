import { Prisma, type Tx } from "@/lib/db/client";
import { dec, plain } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { OrderRequest } from "@/lib/ports/trade-venue";
import type { OrderLife, OrderState, VenueState } from "@/lib/trading/orders/order-life";
import type { LiveOrder } from "./live-order.ts";

const TYPES = {
  market: "MARKET",
  limit: "LIMIT",
  stop: "STOP",
  stopLimit: "STOP_LIMIT",
  takeProfit: "TAKE_PROFIT",
} as const;
const TYPE_OF = {
  MARKET: "market",
  LIMIT: "limit",
  STOP: "stop",
  STOP_LIMIT: "stopLimit",
  TAKE_PROFIT: "takeProfit",
} as const;

const WITH_INTENT = { include: { intent: true } } as const;
type Row = Prisma.OrderGetPayload<typeof WITH_INTENT>;

/** The order, held against every other transaction until this one ends. @throws AppError "invariant" when there is none */
export async function lockOrder(tx: Tx, id: string): Promise<LiveOrder> {
  await tx.$queryRaw(Prisma.sql`SELECT 1 FROM orders WHERE id = ${id} FOR UPDATE`);
  const row = await tx.order.findUnique({ where: { id }, ...WITH_INTENT });
  invariant(row !== null, `there is no order ${id}`);
  return readOrder(row);
}

export async function findOrders(db: Pick<Tx, "order">, where: Prisma.OrderWhereInput): Promise<LiveOrder[]> {
  const rows = await db.order.findMany({ where: { ...where, mode: "LIVE" }, ...WITH_INTENT, orderBy: { id: "asc" } });
  return rows.map(readOrder);
}

/** Of what a user trades for one reason, every order that ever was, oldest first. */
export function ordersOfOrigin(db: Pick<Tx, "order">, userId: string, origin: string): Promise<LiveOrder[]> {
  return findOrders(db, { userId, intent: { origin } });
}

export interface NewOrder {
  readonly id: string;
  readonly intentId: string;
  readonly keyId: string;
  readonly userId: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly side: "BUY" | "SELL";
  readonly clientOrderId: string;
  readonly attempt: number;
  readonly type: OrderRequest["type"];
  readonly timeInForce: OrderRequest["timeInForce"];
  readonly life: OrderLife;
  readonly price: LiveOrder["price"];
  readonly trigger: LiveOrder["trigger"];
}

export async function insertOrder(tx: Tx, order: NewOrder, at: UtcMs): Promise<void> {
  await tx.order.create({ data: rowOf(order, at) });
}

/** Orders that are on record as SENDING from the first, planned and committed at once. */
export async function insertSending(tx: Tx, orders: readonly NewOrder[], at: UtcMs): Promise<void> {
  await tx.order.createMany({ data: orders.map((order) => ({ ...rowOf(order, at), sentAt: new Date(at), sends: 1 })) });
}

function rowOf({ life, type, price, trigger, ...row }: NewOrder, at: UtcMs) {
  const stamp = new Date(at);
  return {
    ...row,
    ...lifeColumns(life),
    mode: "LIVE" as const,
    type: TYPES[type],
    qty: plain(life.qty),
    price: price === null ? null : plain(price),
    trigger: trigger === null ? null : plain(trigger),
    createdAt: stamp,
    updatedAt: stamp,
  };
}

export async function saveLife(
  tx: Tx,
  id: string,
  life: OrderLife,
  at: UtcMs,
  more: Omit<Prisma.OrderUncheckedUpdateInput, "state" | "updatedAt"> = {},
): Promise<void> {
  await tx.order.update({ where: { id }, data: { ...more, ...lifeColumns(life), updatedAt: new Date(at) } });
}

export async function updateOrder(tx: Tx, id: string, data: Prisma.OrderUncheckedUpdateInput): Promise<void> {
  await tx.order.update({ where: { id }, data });
}

export interface NewOrderEvent {
  readonly id: string;
  readonly orderId: string;
  readonly userId: string;
  readonly at: UtcMs;
  readonly from: OrderState | null;
  readonly to: OrderState;
  readonly fact: string;
  readonly reason: string;
}

export async function insertOrderEvent(tx: Tx, ...events: readonly NewOrderEvent[]): Promise<void> {
  await tx.orderEvent.createMany({ data: events.map((event) => ({ ...event, at: new Date(event.at) })) });
}

/** Resizes what was not sent yet, intent and order alike. */
export async function resize(tx: Tx, order: LiveOrder, qty: string): Promise<void> {
  await tx.order.update({ where: { id: order.id }, data: { qty } });
  await tx.intent.update({ where: { id: order.intentId }, data: { qty } });
}

/** What all attempts of an intent have filled. */
export async function filledOfIntent(tx: Tx, intentId: string) {
  const sum = await tx.order.aggregate({ where: { intentId }, _sum: { filled: true } });
  return decOrNull(sum._sum.filled) ?? dec(0);
}

export async function updateIntent(tx: Tx, id: string, data: Prisma.IntentUncheckedUpdateInput): Promise<void> {
  await tx.intent.update({ where: { id }, data });
}

function lifeColumns(life: OrderLife) {
  return {
    state: life.state,
    filled: plain(life.filled),
    venueState: life.venue?.state ?? null,
    venueFilled: life.venue === null ? null : plain(life.venue.filled),
    sendBy: dateOf(life.sendBy),
    unknownAt: dateOf(life.unknownAt),
    askAt: dateOf(life.askAt),
    asked: life.asked,
    notFound: life.notFound,
  };
}

const VENUE_STATES: readonly string[] = ["open", "partial", "filled", "cancelled", "rejected", "expired"];
const isVenueState = (text: string): text is VenueState => VENUE_STATES.includes(text);

function readOrder(row: Row): LiveOrder {
  const { intent } = row;
  const { keyId, timeInForce } = row;
  const { purpose, origin, market, leverage } = intent;
  invariant(
    keyId !== null && purpose !== null && origin !== null && market !== null && leverage !== null,
    `order ${row.id} is not one on a real account`,
  );
  invariant(timeInForce === "GTC" || timeInForce === "IOC", `order ${row.id} has no time in force`);
  const sells = purpose === "ENTRY" ? row.side === "SELL" : row.side === "BUY";
  return {
    id: row.id,
    intentId: row.intentId,
    keyId,
    userId: row.userId,
    exchange: row.exchange,
    symbol: row.symbol,
    market,
    clientOrderId: row.clientOrderId,
    venueOrderId: row.venueOrderId,
    attempt: row.attempt,
    sends: row.sends,
    purpose,
    leg: intent.leg,
    origin,
    positionId: intent.positionId,
    copyId: intent.copyId,
    strategyId: intent.strategyId,
    sessionId: intent.sessionId,
    positionSide: sells ? "SHORT" : "LONG",
    side: row.side,
    type: TYPE_OF[row.type],
    timeInForce,
    qty: decOf(row.qty),
    price: decOrNull(row.price),
    trigger: decOrNull(row.trigger),
    reduceOnly: intent.reduceOnly,
    stopLoss: decOrNull(intent.stopLoss),
    leverage: decOf(leverage),
    bounds:
      intent.reference === null || intent.maxSlippageBps === null
        ? null
        : {
            signalAt: timeOf(intent.signalAt),
            maxAgeSec: intent.maxAgeSec,
            reference: decOf(intent.reference),
            maxSlippageBps: intent.maxSlippageBps,
          },
    createdAt: utcMs(row.createdAt),
    changedAt: utcMs(row.updatedAt),
    sentAt: timeOf(row.sentAt),
    holdUntil: timeOf(row.holdUntil),
    cancelAskedAt: timeOf(row.cancelAskedAt),
    cancelReason: row.cancelReason,
    refusal: row.refusal,
    life: readLife(row),
  };
}

function readLife(row: Row): OrderLife {
  return {
    state: row.state,
    qty: decOf(row.qty),
    filled: decOrNull(row.filled) ?? dec(0),
    venue:
      row.venueState === null || !isVenueState(row.venueState)
        ? null
        : { state: row.venueState, filled: decOrNull(row.venueFilled) ?? dec(0) },
    sendBy: timeOf(row.sendBy),
    unknownAt: timeOf(row.unknownAt),
    askAt: timeOf(row.askAt),
    asked: row.asked,
    notFound: row.notFound,
  };
}

function decOf(value: { toString(): string }) {
  return dec(value.toString());
}

function decOrNull(value: { toString(): string } | null) {
  return value === null ? null : decOf(value);
}

function timeOf(value: Date | null): UtcMs | null {
  return value === null ? null : utcMs(value);
}

function dateOf(value: UtcMs | null): Date | null {
  return value === null ? null : new Date(value);
}
