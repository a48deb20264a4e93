import { Prisma, type Tx } from "@/lib/db/client";
import { appendEvent } from "@/lib/events/outbox";
import { plain } from "@/lib/kernel/decimal";
import type { AccountBook } from "./account-book.ts";
import type { CopyBatch } from "./batch.ts";

/** Rows of one statement: far below the 65,535 parameters of the protocol. */
const ROWS_MAX = 1_000;

/** Writes all that one event or one manual close changed, set by set. */
export async function saveBatch(tx: Tx, batch: CopyBatch): Promise<void> {
  const at = new Date(batch.now);
  const stamps = { createdAt: at, updatedAt: at };
  await inChunks(batch.newCopies, (rows) =>
    tx.copy.createMany({
      data: rows.map((row) => ({ ...omitCopyId(row), id: row.copyId, mode: "PAPER" as const, ...stamps })),
    }),
  );
  await inChunks(batch.copyChanges, (rows) => updateCopies(tx, rows, at));
  await inChunks(batch.newPositions, (rows) =>
    tx.position.createMany({
      data: rows.map(({ id, copy, traded, book, stopLoss }) => ({
        id,
        userId: copy.userId,
        copyId: copy.copyId,
        mode: "PAPER" as const,
        exchange: traded.exchange,
        market: traded.market,
        symbol: traded.symbol,
        side: traded.side,
        state: "OPEN" as const,
        qty: plain(book.qty),
        entryQty: plain(book.entryQty),
        entryPrice: plain(book.entryPrice),
        stopLoss: plain(stopLoss),
        leverage: plain(traded.leverage),
        grossPnl: plain(book.grossPnl),
        fees: plain(book.fees),
        openedAt: at,
      })),
    }),
  );
  await inChunks(batch.changedPositions, (rows) => updatePositions(tx, rows, at));
  await inChunks(batch.movedStops, (rows) => updateStops(tx, rows));
  await inChunks(batch.intents, (rows) =>
    tx.intent.createMany({
      data: rows.map(({ traded, qty, ...row }) => ({
        ...row,
        mode: "PAPER" as const,
        exchange: traded.exchange,
        symbol: traded.symbol,
        qty: plain(qty),
        ...stamps,
      })),
    }),
  );
  await inChunks(batch.orders, (rows) =>
    tx.order.createMany({
      data: rows.map(({ traded, qty, price, ...row }) => ({
        ...row,
        attempt: 1,
        mode: "PAPER" as const,
        exchange: traded.exchange,
        symbol: traded.symbol,
        qty: plain(qty),
        price: price === null ? null : plain(price),
        state: "FILLED" as const,
        ...stamps,
      })),
    }),
  );
  await inChunks(batch.fills, (rows) =>
    tx.fill.createMany({
      data: rows.map(({ fill, grossPnl, ...row }) => ({
        ...row,
        tradeId: row.orderId,
        side: fill.side,
        price: plain(fill.price),
        qty: plain(fill.qty),
        fee: plain(fill.fee),
        feeCurrency: "USDT",
        grossPnl: plain(grossPnl),
        at,
      })),
    }),
  );
  await inChunks(batch.steps, (rows) => tx.copyStep.createMany({ data: rows.map((row) => ({ ...row, at })) }));
  await inChunks([...batch.books.values()], (books) => saveAccounts(tx, books, at));
  await appendEvent(tx, batch.now, ...batch.events);
}

function omitCopyId({ copyId: _, ...rest }: CopyBatch["newCopies"][number]) {
  return rest;
}

async function inChunks<T>(rows: readonly T[], write: (chunk: T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_MAX) await write(rows.slice(from, from + ROWS_MAX));
}

function updateCopies(tx: Tx, rows: CopyBatch["copyChanges"], at: Date): Promise<unknown> {
  return tx.$executeRaw(Prisma.sql`
    UPDATE copies SET state = change.state::"CopyState", reason = change.reason, "reasonText" = change.text, "updatedAt" = ${at}
    FROM unnest(${rows.map((r) => r.copyId)}::text[], ${rows.map((r) => r.state)}::text[], ${rows.map((r) => r.reason)}::text[],
      ${rows.map((r) => r.reasonText)}::text[]) AS change(id, state, reason, text)
    WHERE copies.id = change.id`);
}

function updatePositions(tx: Tx, rows: CopyBatch["changedPositions"], at: Date): Promise<unknown> {
  return tx.$executeRaw(Prisma.sql`
    UPDATE positions SET qty = change.qty, "entryQty" = change."entryQty", "entryPrice" = change."entryPrice", "grossPnl" = change.gross, fees = change.fees, "exitPrice" = change.exit,
      state = CASE WHEN change.qty = 0 THEN 'CLOSED'::"PositionState" ELSE state END,
      "closeReason" = coalesce(change.reason, "closeReason"),
      "closedAt" = CASE WHEN change.qty = 0 THEN ${at}::timestamptz ELSE "closedAt" END
    FROM unnest(${rows.map((r) => r.id)}::text[], ${rows.map((r) => plain(r.book.qty))}::numeric[],
      ${rows.map((r) => plain(r.book.grossPnl))}::numeric[], ${rows.map((r) => plain(r.book.fees))}::numeric[],
      ${rows.map((r) => (r.exitPrice === null ? null : plain(r.exitPrice)))}::numeric[], ${rows.map((r) => r.closeReason)}::text[],
      ${rows.map((r) => plain(r.book.entryQty))}::numeric[], ${rows.map((r) => plain(r.book.entryPrice))}::numeric[])
      AS change(id, qty, gross, fees, exit, reason, "entryQty", "entryPrice")
    WHERE positions.id = change.id`);
}

function updateStops(tx: Tx, rows: CopyBatch["movedStops"]): Promise<unknown> {
  return tx.$executeRaw(Prisma.sql`
    UPDATE positions SET "stopLoss" = change.stop
    FROM unnest(${rows.map((r) => r.positionId)}::text[], ${rows.map((r) => plain(r.stopLoss))}::numeric[]) AS change(id, stop)
    WHERE positions.id = change.id`);
}

/** Cash of every account that a fill touched, and the point of its curve at this moment: the last of one millisecond is the one that stays. */
async function saveAccounts(tx: Tx, books: readonly AccountBook[], at: Date): Promise<void> {
  const userIds = books.map((book) => book.userId);
  const cash = books.map((book) => plain(book.cash));
  const equity = books.map((book) => plain(book.equity));
  await tx.$executeRaw(Prisma.sql`
    UPDATE paper_accounts SET cash = change.cash
    FROM unnest(${userIds}::text[], ${cash}::numeric[]) AS change("userId", cash)
    WHERE paper_accounts."userId" = change."userId"`);
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO equity_points ("userId", at, equity, cash)
    SELECT change."userId", ${at}, change.equity, change.cash
    FROM unnest(${userIds}::text[], ${equity}::numeric[], ${cash}::numeric[]) AS change("userId", equity, cash)
    ON CONFLICT ("userId", at) DO UPDATE SET equity = excluded.equity, cash = excluded.cash`);
}
