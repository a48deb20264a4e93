import { Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { TradeRequest, TradeRequestView } from "./trade-request.ts";

type Rows = Pick<Tx, "tradeRequest">;
type Row = Prisma.TradeRequestGetPayload<object>;

export async function insertRequest(tx: Tx, request: TradeRequest): Promise<TradeRequestView> {
  const { amount, qty, stopLoss, reference, createdAt, ...rest } = request;
  const row = await tx.tradeRequest.create({
    data: {
      ...rest,
      amount: textOf(amount),
      qty: textOf(qty),
      stopLoss: textOf(stopLoss),
      reference: textOf(reference),
      state: "WAITING",
      createdAt: new Date(createdAt),
    },
  });
  return toView(row);
}

/** null: not this user's. */
export async function findRequest(db: Rows, userId: string, id: string): Promise<TradeRequestView | null> {
  const row = await db.tradeRequest.findFirst({ where: { id, userId } });
  return row === null ? null : toView(row);
}

/** A user's newest requests, newest first; of one key where it is named. */
export async function newestRequests(
  db: Rows,
  userId: string,
  keyId: string | null,
  take: number,
): Promise<TradeRequestView[]> {
  const rows = await db.tradeRequest.findMany({
    where: { userId, ...(keyId === null ? {} : { keyId }) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take,
  });
  return rows.map(toView);
}

/** What waits to be planned on an account, the oldest first. */
export async function waitingRequests(db: Rows, keyId: string): Promise<TradeRequest[]> {
  const rows = await db.tradeRequest.findMany({
    where: { keyId, state: "WAITING" },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(toRequest);
}

/** Requests of all accounts that wait since before `at`. */
export async function requestsBefore(db: Rows, at: UtcMs): Promise<TradeRequest[]> {
  const rows = await db.tradeRequest.findMany({ where: { state: "WAITING", createdAt: { lt: new Date(at) } } });
  return rows.map(toRequest);
}

/** Holds a request until the transaction ends. @returns whether it still waits: a second worker, a repeat and a crash find it done or not begun */
export async function lockRequest(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ waits: boolean }[]>(Prisma.sql`
    SELECT state = 'WAITING' AS waits FROM trade_requests WHERE id = ${id} FOR UPDATE`);
  return rows[0]?.waits === true;
}

export async function finishRequest(
  tx: Tx,
  id: string,
  end: { readonly state: "PLANNED" } | { readonly state: "REFUSED"; readonly code: string; readonly text: string },
  at: UtcMs,
): Promise<void> {
  const why = end.state === "REFUSED" ? { reasonCode: end.code, reason: end.text } : {};
  await tx.tradeRequest.update({ where: { id }, data: { state: end.state, doneAt: new Date(at), ...why } });
}

function toRequest(row: Row): TradeRequest {
  return {
    id: row.id,
    userId: row.userId,
    keyId: row.keyId,
    exchange: row.exchange,
    symbol: row.symbol,
    amount: exact(row.amount),
    qty: exact(row.qty),
    test: row.test,
    stopLoss: exact(row.stopLoss),
    maxSlippageBps: row.maxSlippageBps,
    reference: exact(row.reference),
    createdAt: utcMs(row.createdAt),
  };
}

function toView(row: Row): TradeRequestView {
  const { id, keyId, exchange, symbol, amount, qty, test, stopLoss, maxSlippageBps, reference, createdAt } =
    toRequest(row);
  return {
    id,
    state: row.state,
    side: "BUY",
    credentialId: keyId,
    exchange,
    symbol,
    amount: textOf(amount),
    quantity: textOf(qty),
    test,
    stopLoss: textOf(stopLoss),
    maxSlippageBps,
    reference: textOf(reference),
    reason: row.reason,
    createdAt: toIso(createdAt),
  };
}

function exact(value: { toString(): string } | null): Dec | null {
  return value === null ? null : dec(value.toString());
}

function textOf(value: Dec | null): string | null {
  return value === null ? null : plain(value);
}
