import type { Db } from "@/lib/db/client";
import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Side } from "@/lib/trading/market/quote";

/** An open copy on paper whose margin may be used up before its stop is reached. */
export interface Exposed {
  readonly positionId: string;
  readonly userId: string;
  readonly signalId: string;
  readonly side: Side;
  readonly entryPrice: Dec;
  readonly leverage: Dec;
  readonly stopLoss: Dec | null;
}

/**
 * Copies on paper of the open signals of a swap whose stop lies beyond their bankruptcy price, or within a hundredth of it: the exact price is
 * the rule's to say. Mostly none.
 */
export async function findExposed(db: Db, exchange: string, symbol: string): Promise<Exposed[]> {
  const rows = await db.prepared<Record<keyof Exposed, string> & { side: Side; stopLoss: string | null }>(
    "exposed-copies",
    `SELECT p.id AS "positionId", p."userId", s.id AS "signalId", p.side::text AS side, p."entryPrice"::text AS "entryPrice",
       p.leverage::text AS leverage, p."stopLoss"::text AS "stopLoss"
     FROM signals s JOIN copies c ON c."signalId" = s.id AND c.state = 'OPEN' AND c.mode = 'PAPER'
       JOIN positions p ON p."copyId" = c.id AND p.state = 'OPEN'
     WHERE s.exchange = $1 AND s.symbol = $2 AND s.market = 'swap' AND s.state = 'OPEN' AND (p."stopLoss" IS NULL OR CASE p.side
       WHEN 'LONG' THEN p."stopLoss" < p."entryPrice" * (1 - 1 / p.leverage) * 1.01
       ELSE p."stopLoss" > p."entryPrice" * (1 + 1 / p.leverage) * 0.99 END)`,
    [exchange, symbol],
  );
  return rows.map(({ entryPrice, leverage, stopLoss, ...row }) => ({
    ...row,
    entryPrice: dec(entryPrice),
    leverage: dec(leverage),
    stopLoss: stopLoss === null ? null : dec(stopLoss),
  }));
}
