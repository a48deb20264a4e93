import { Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Traded, VenueFill } from "@/lib/ports/trade-venue";
import { type PositionBook, positionOf } from "@/lib/trading/portfolio/position";
import type { LiveOrder } from "./live-order.ts";

export interface HeldPosition {
  readonly id: string;
  readonly state: "OPEN" | "CLOSED";
  readonly book: PositionBook;
  readonly exitPrice: Dec | null;
  readonly stopLoss: Dec | null;
  readonly usdPerQuote: Dec;
}

/** The position of a trade, locked; null before its first execution. */
export async function lockPosition(tx: Tx, userId: string, origin: string): Promise<HeldPosition | null> {
  await tx.$queryRaw(Prisma.sql`SELECT 1 FROM positions WHERE "userId" = ${userId} AND origin = ${origin} FOR UPDATE`);
  const row = await tx.position.findUnique({ where: { userId_origin: { userId, origin } } });
  return row === null ? null : heldPosition(row);
}

/** Of many, those that nobody else holds, locked. */
export async function lockFreePositions(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, HeldPosition>> {
  const locked = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`SELECT id FROM positions WHERE id = ANY(${[...ids]}) FOR UPDATE SKIP LOCKED`,
  );
  const rows = await tx.position.findMany({ where: { id: { in: locked.map(({ id }) => id) } } });
  return new Map(rows.map((row) => [row.id, heldPosition(row)]));
}

function heldPosition(row: Prisma.PositionGetPayload<object>): HeldPosition {
  const { side } = row;
  return {
    id: row.id,
    state: row.state,
    book: positionOf({
      side,
      qty: exact(row.qty),
      entryQty: exact(row.entryQty),
      entryPrice: exact(row.entryPrice),
      grossPnl: exact(row.grossPnl),
      fees: exact(row.fees),
    }),
    exitPrice: row.exitPrice === null ? null : exact(row.exitPrice),
    stopLoss: row.stopLoss === null ? null : exact(row.stopLoss),
    usdPerQuote: exact(row.usdPerQuote),
  };
}

/** Held against a second look at the same executions. */
export async function isRecorded(tx: Pick<Tx, "fill">, orderId: string, tradeId: string): Promise<boolean> {
  return (await tx.fill.count({ where: { orderId, tradeId } })) > 0;
}

export async function insertFill(
  tx: Tx,
  fill: {
    readonly id: string;
    readonly order: LiveOrder;
    readonly positionId: string;
    readonly venue: VenueFill;
    readonly feeQuote: Dec;
    readonly grossPnl: Dec;
    readonly reason: string;
  },
): Promise<void> {
  const { order, venue } = fill;
  await tx.fill.createMany({
    data: [
      {
        id: fill.id,
        orderId: order.id,
        positionId: fill.positionId,
        userId: order.userId,
        tradeId: venue.tradeId,
        side: venue.side,
        price: plain(venue.price),
        qty: plain(venue.qty),
        fee: plain(venue.fee),
        feeCurrency: venue.feeCurrency,
        feeQuote: plain(fill.feeQuote.toDecimalPlaces(18)),
        grossPnl: plain(fill.grossPnl),
        reason: fill.reason,
        at: new Date(venue.at),
      },
    ],
  });
}

export async function insertPosition(
  tx: Tx,
  id: string,
  order: LiveOrder,
  book: PositionBook,
  usdPerQuote: Dec,
  at: UtcMs,
): Promise<void> {
  await tx.position.create({
    data: {
      id,
      userId: order.userId,
      copyId: order.copyId,
      mode: "LIVE",
      keyId: order.keyId,
      origin: order.origin,
      exchange: order.exchange,
      market: order.market,
      symbol: order.symbol,
      side: book.side,
      state: "OPEN",
      ...bookColumns(book),
      stopLoss: order.stopLoss === null ? null : plain(order.stopLoss),
      leverage: plain(order.leverage),
      usdPerQuote: plain(usdPerQuote),
      openedAt: new Date(at),
    },
  });
}

export async function savePosition(
  tx: Tx,
  id: string,
  book: PositionBook,
  exitPrice: Dec | null,
  end: { readonly at: UtcMs; readonly reason: string } | null,
): Promise<void> {
  await tx.position.update({
    where: { id },
    data: {
      ...bookColumns(book),
      exitPrice: exitPrice === null ? null : plain(exitPrice),
      ...(end === null
        ? { state: "OPEN", closedAt: null }
        : { state: "CLOSED", closedAt: new Date(end.at), closeReason: end.reason }),
    },
  });
}

/** Sum of an order's executions. */
export async function filledOf(tx: Tx, orderId: string): Promise<Dec> {
  const sum = await tx.fill.aggregate({ where: { orderId }, _sum: { qty: true } });
  return exact(sum._sum.qty ?? 0);
}

/** From when on executions of a symbol have to be read; null: never read. */
export async function fillsSince(db: Pick<Tx, "fillCursor">, keyId: string, symbol: string): Promise<UtcMs | null> {
  const row = await db.fillCursor.findUnique({ where: { keyId_symbol: { keyId, symbol } } });
  return row === null ? null : utcMs(row.since);
}

/** Every symbol in which the account ever had an order of ours. */
export async function tradedBefore(db: Pick<Tx, "fillCursor">, keyId: string): Promise<readonly Traded[]> {
  return db.fillCursor.findMany({ where: { keyId }, select: { symbol: true, market: true } });
}

export async function setFillsSince(tx: Tx, keyId: string, { symbol, market }: Traded, since: UtcMs): Promise<void> {
  const at = new Date(since);
  await tx.fillCursor.upsert({
    where: { keyId_symbol: { keyId, symbol } },
    create: { keyId, symbol, market, since: at },
    update: { since: at },
  });
}

function bookColumns(book: PositionBook) {
  return {
    qty: plain(book.qty),
    entryQty: plain(book.entryQty),
    entryPrice: plain(book.entryPrice),
    grossPnl: plain(book.grossPnl),
    fees: plain(book.fees),
  };
}

function exact(value: { toString(): string }): Dec {
  return dec(value.toString());
}
