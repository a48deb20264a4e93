import { Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { OrderRequest } from "@/lib/ports/trade-venue";
import type { OrderLife, OrderState, VenueState } from "@/lib/trading/orders/order-life";
import type { LiveOrder } from "./live-order.ts";

/** Types of orders as rows name them. */
export const ORDER_TYPES = {
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

/** Holds those of many orders that nobody else holds. @returns their ids */
export async function lockFreeOrders(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`SELECT id FROM orders WHERE id = ANY(${[...ids]}) FOR UPDATE SKIP LOCKED`,
  );
  return new Set(rows.map(({ id }) => id));
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

/** Planned orders that somebody is about to send himself: the rounds take them from `holdUntil` on. */
export async function insertHeldBack(tx: Tx, orders: readonly NewOrder[], at: UtcMs, holdUntil: UtcMs): Promise<void> {
  await tx.order.createMany({
    data: orders.map((order) => ({ ...rowOf(order, at), holdUntil: new Date(holdUntil) })),
  });
}

/** Wants many orders gone, and asks for it himself until `holdUntil`. */
export async function wantAllCancelled(
  tx: Tx,
  ids: readonly string[],
  reason: string,
  at: UtcMs,
  holdUntil: UtcMs,
): Promise<void> {
  await tx.order.updateMany({
    where: { id: { in: [...ids] } },
    data: { cancelAskedAt: new Date(at), cancelReason: reason, holdUntil: new Date(holdUntil) },
  });
}

/** Whoever held these planned orders back does not send them: the rounds may at once. */
export async function releaseOrders(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.order.updateMany({ where: { id: { in: [...ids] }, state: "PLANNED" }, data: { holdUntil: null } });
}

function rowOf({ life, type, price, trigger, ...row }: NewOrder, at: UtcMs) {
  const stamp = new Date(at);
  return {
    ...row,
    ...lifeColumns(life),
    mode: "LIVE" as const,
    type: ORDER_TYPES[type],
    qty: plain(life.qty),
    price: price === null ? null : plain(price),
    trigger: trigger === null ? null : plain(trigger),
    createdAt: stamp,
    updatedAt: stamp,
  };
}

/** A step of an order as it is written: what it makes of the row and of its intent. What is null stays as it was. */
export interface SavedStep {
  readonly order: Pick<LiveOrder, "id" | "intentId">;
  readonly life: OrderLife;
  readonly along: {
    readonly venueOrderId?: string;
    readonly refusal?: string;
    readonly holdUntil?: UtcMs;
    readonly sent?: boolean;
    readonly unsent?: boolean;
  };
  readonly intent: { readonly state: OrderState; readonly reason: string | null; readonly reasonCode: string | null };
}

/** Rows of orders and of their intents, however many, by one statement: an exit of a hundred accounts is some thousand steps. */
export async function saveSteps(tx: Tx, steps: readonly SavedStep[], at: UtcMs): Promise<void> {
  const now = new Date(at);
  const rows = steps.map(({ order, life, along, intent }) => ({
    ...{ id: order.id, intentId: order.intentId, ...lifeColumns(life) },
    venueOrderId: along.venueOrderId ?? null,
    refusal: along.refusal ?? null,
    holdUntil: dateOf(along.holdUntil ?? null),
    sentAt: along.sent === true ? now : null,
    sends: (along.sent === true ? 1 : 0) - (along.unsent === true ? 1 : 0),
    ...{ intentState: intent.state, reason: intent.reason, reasonCode: intent.reasonCode },
  }));
  await tx.$executeRaw(Prisma.sql`
    WITH one AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) AS one(id text, "intentId" text, state text, filled numeric,
        "venueState" text, "venueFilled" numeric, "sendBy" timestamptz, "unknownAt" timestamptz, "askAt" timestamptz, asked int, "notFound" int,
        "venueOrderId" text, refusal text, "holdUntil" timestamptz, "sentAt" timestamptz, sends int, "intentState" text, reason text, "reasonCode" text)
    ), saved AS (
      UPDATE orders o SET state = one.state::"IntentState", filled = one.filled, "venueState" = one."venueState", "venueFilled" = one."venueFilled",
        "sendBy" = one."sendBy", "unknownAt" = one."unknownAt", "askAt" = one."askAt", asked = one.asked, "notFound" = one."notFound",
        "venueOrderId" = coalesce(one."venueOrderId", o."venueOrderId"), refusal = coalesce(one.refusal, o.refusal),
        "holdUntil" = coalesce(one."holdUntil", o."holdUntil"), "sentAt" = coalesce(one."sentAt", o."sentAt"), sends = o.sends + one.sends,
        "updatedAt" = ${now}
      FROM one WHERE o.id = one.id
    )
    UPDATE intents i SET state = one."intentState"::"IntentState", reason = coalesce(one.reason, i.reason),
      "reasonCode" = coalesce(one."reasonCode", i."reasonCode"), "updatedAt" = ${now}
    FROM one WHERE i.id = one."intentId"`);
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

/** Resizes what was not sent yet: an order to `qty`, its intent to what is `meant`. @returns the orders as they are by then */
export async function resize<Sized extends { readonly order: LiveOrder; readonly qty: Dec; readonly meant: Dec }>(
  tx: Tx,
  sized: readonly Sized[],
): Promise<readonly LiveOrder[]> {
  const rows = sized
    .filter(({ order, qty, meant }) => !qty.eq(order.qty) || !meant.eq(order.meant))
    .map(({ order: { id, intentId }, qty, meant }) => ({ id, intentId, qty: plain(qty), meant: plain(meant) }));
  if (rows.length > 0)
    await tx.$executeRaw(Prisma.sql`
      WITH one AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) AS one(id text, "intentId" text, qty numeric, meant numeric)
      ), sized AS (UPDATE orders o SET qty = one.qty FROM one WHERE o.id = one.id)
      UPDATE intents i SET qty = one.meant FROM one WHERE i.id = one."intentId"`);
  return sized.map(({ order, qty, meant }) => ({ ...order, qty, meant, life: { ...order.life, qty } }));
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
    meant: decOf(intent.qty),
    price: decOrNull(row.price),
    trigger: decOrNull(row.trigger),
    reduceOnly: intent.reduceOnly,
    stopLoss: decOrNull(intent.stopLoss),
    leverage: decOf(leverage),
    usdPerQuote: decOrNull(intent.usdPerQuote),
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
