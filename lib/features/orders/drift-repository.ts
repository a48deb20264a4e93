import { Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { FORCED_CLOSES, type ForcedClose } from "@/lib/ports/trade-venue";
import type { MarketKind } from "@/lib/trading/market/instrument";
import type { PositionBook } from "@/lib/trading/portfolio/position";
import type { OpenPosition } from "./position-repository.ts";

const DRIFT_DECISIONS = ["ADOPTED", "IGNORED", "CLOSED"] as const;
export type DriftDecision = (typeof DRIFT_DECISIONS)[number];

/** Which trade made by hand: ids are an exchange's own, within an account and a symbol. */
export interface DriftId {
  readonly keyId: string;
  readonly symbol: string;
  readonly tradeId: string;
}

export interface DriftTrade extends DriftId {
  readonly userId: string;
  readonly market: MarketKind;
  readonly side: "BUY" | "SELL";
  readonly price: Dec;
  readonly qty: Dec;
  readonly fee: Dec;
  readonly feeCurrency: string;
  readonly at: UtcMs;
  readonly decision: DriftDecision | null;
  /** null: its user made it. */
  readonly forced: ForcedClose | null;
}

/** False: it is not this user's, or was decided before. */
export async function decideTrade(
  tx: Tx,
  userId: string,
  { keyId, symbol, tradeId }: DriftId,
  decision: DriftDecision,
  at: UtcMs,
): Promise<boolean> {
  const { count } = await tx.externalTrade.updateMany({
    where: { userId, keyId, symbol, tradeId, decision: null },
    // What is ignored needs nothing done.
    data: { decision, decidedAt: new Date(at), appliedAt: decision === "IGNORED" ? new Date(at) : null },
  });
  return count === 1;
}

/** Decided and not done yet, oldest first. */
export async function decidedTrades(db: Pick<Tx, "externalTrade">, keyId: string): Promise<DriftTrade[]> {
  const rows = await db.externalTrade.findMany({
    where: { keyId, decision: { not: null }, appliedAt: null },
    orderBy: { at: "asc" },
  });
  return rows.map(({ price, qty, fee, at, ...row }) => ({
    ...row,
    price: dec(price.toString()),
    qty: dec(qty.toString()),
    fee: dec(fee.toString()),
    at: utcMs(at),
    forced: FORCED_CLOSES.find((cause) => cause === row.forced) ?? null,
  }));
}

/** Holds a trade until the transaction ends. @returns whether it still waits to be done */
export async function lockTrade(tx: Tx, { keyId, symbol, tradeId }: DriftId): Promise<boolean> {
  const rows = await tx.$queryRaw<{ waits: boolean }[]>(Prisma.sql`
    SELECT "appliedAt" IS NULL AS waits FROM external_trades
    WHERE "keyId" = ${keyId} AND symbol = ${symbol} AND "tradeId" = ${tradeId} FOR UPDATE`);
  return rows[0]?.waits === true;
}

export async function markApplied(tx: Tx, { keyId, symbol, tradeId }: DriftId, at: UtcMs): Promise<void> {
  await tx.externalTrade.update({
    where: { keyId_symbol_tradeId: { keyId, symbol, tradeId } },
    data: { appliedAt: new Date(at) },
  });
}

export interface AdoptedRows {
  readonly intentId: string;
  readonly orderId: string;
  readonly fillId: string;
  readonly clientOrderId: string;
  readonly exchange: string;
  readonly positionId: string;
  readonly positionIsNew: boolean;
  readonly origin: string;
  readonly entry: boolean;
  readonly trade: DriftTrade;
  readonly book: PositionBook;
  /** How much of the trade was taken over, with its part of the fee. */
  readonly qty: Dec;
  readonly fee: Dec;
  readonly feeQuote: Dec;
  readonly grossPnl: Dec;
  /** Whose result it is; null: its user's, who made it by hand. */
  readonly run: Pick<OpenPosition, "copyId" | "strategyId" | "signalId" | "sessionId"> | null;
  /** For a position that is new. */
  readonly usdPerQuote: Dec;
}

const MADE_BY_HAND = "Made by hand at the exchange and taken over.";
const FORCED: Readonly<Record<ForcedClose, string>> = {
  liquidation: "The exchange liquidated it.",
  adl: "The exchange closed it by auto-deleveraging.",
  settlement: "The exchange settled it, since its market ended.",
};

/** What a trade by hand, or one that the exchange forced, became: intent, order and fill as if we had meant it, so that every figure is still computed from fills. */
export async function insertAdopted(tx: Tx, rows: AdoptedRows, now: UtcMs): Promise<void> {
  const { trade, book } = rows;
  const { userId, keyId, symbol, side } = trade;
  const reason = trade.forced ?? "adopted";
  const stamps = { createdAt: new Date(now), updatedAt: new Date(now) };
  const common = { userId, keyId, symbol, side, exchange: rows.exchange, mode: "LIVE" as const };
  if (rows.positionIsNew)
    await tx.position.create({
      data: {
        id: rows.positionId,
        userId,
        keyId,
        symbol,
        exchange: rows.exchange,
        mode: "LIVE",
        origin: rows.origin,
        market: trade.market,
        side: book.side,
        state: "OPEN",
        qty: plain(book.qty),
        entryQty: plain(book.entryQty),
        entryPrice: plain(book.entryPrice),
        grossPnl: "0",
        fees: plain(book.fees),
        leverage: "1",
        usdPerQuote: plain(rows.usdPerQuote),
        openedAt: new Date(trade.at),
      },
    });
  await tx.intent.create({
    data: {
      ...common,
      ...stamps,
      id: rows.intentId,
      ...rows.run,
      leg: `${reason}:${trade.tradeId}`,
      origin: rows.origin,
      purpose: rows.entry ? "ENTRY" : "EXIT",
      reduceOnly: !rows.entry,
      state: "FILLED",
      reason: trade.forced === null ? MADE_BY_HAND : FORCED[trade.forced],
      market: trade.market,
      qty: plain(rows.qty),
      leverage: "1",
      positionId: rows.positionId,
    },
  });
  await tx.order.create({
    data: {
      ...common,
      ...stamps,
      id: rows.orderId,
      intentId: rows.intentId,
      clientOrderId: rows.clientOrderId,
      attempt: 1,
      type: "MARKET",
      timeInForce: "IOC",
      qty: plain(rows.qty),
      state: "FILLED",
      filled: plain(rows.qty),
      sends: 0,
    },
  });
  await tx.fill.create({
    data: {
      id: rows.fillId,
      orderId: rows.orderId,
      positionId: rows.positionId,
      userId,
      tradeId: trade.tradeId,
      side,
      price: plain(trade.price),
      qty: plain(rows.qty),
      fee: plain(rows.fee.toDecimalPlaces(18)),
      feeCurrency: trade.feeCurrency,
      feeQuote: plain(rows.feeQuote.toDecimalPlaces(18)),
      grossPnl: plain(rows.grossPnl.toDecimalPlaces(18)),
      reason,
      at: new Date(trade.at),
    },
  });
}
