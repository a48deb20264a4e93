import type { Db } from "@/lib/db/client";

/** How many of a signal's readers have it: their own acknowledgement, not our sending. */
export interface ReceiptCounts {
  readonly signalId: string;
  readonly strategyId: string;
  /** Of the event that published it. */
  readonly seq: number;
  readonly received: number;
  readonly seen: number;
}

/** Receipts of a provider's own signal; null: it is not his. No names: a provider learns how many, not who. */
export async function receiptsOf(
  db: Pick<Db, "$queryRaw">,
  providerId: string,
  signalId: string,
): Promise<ReceiptCounts | null> {
  const [row] = await db.$queryRaw<ReceiptCounts[]>`
    SELECT e."signalId", e."strategyId", e.seq,
      count(*) FILTER (WHERE r.received @> e.seq)::int AS received, count(*) FILTER (WHERE r.seen @> e.seq)::int AS seen
    FROM signal_events e
    JOIN strategies s ON s.id = e."strategyId" AND s."providerId" = ${providerId}
    LEFT JOIN signal_receipts r ON r."strategyId" = e."strategyId"
    WHERE e."signalId" = ${signalId} AND e.type = 'OPEN'
    GROUP BY 1, 2, 3`;
  return row ?? null;
}

/** The newest signals of a strategy that were published with a seq of [from, to], with their receipts and their provider. */
export async function receiptsBetween(
  db: Pick<Db, "$queryRaw">,
  strategyId: string,
  from: number,
  to: number,
): Promise<(ReceiptCounts & { readonly providerId: string })[]> {
  return db.$queryRaw`
    WITH published AS (
      SELECT e."signalId", e."strategyId", e.seq, s."providerId" FROM signal_events e
      JOIN strategies s ON s.id = e."strategyId"
      WHERE e."strategyId" = ${strategyId} AND e.seq BETWEEN ${from} AND ${to} AND e.type = 'OPEN'
      ORDER BY e.seq DESC LIMIT 10)
    SELECT p.*, count(*) FILTER (WHERE r.received @> p.seq)::int AS received,
      count(*) FILTER (WHERE r.seen @> p.seq)::int AS seen
    FROM published p LEFT JOIN signal_receipts r ON r."strategyId" = p."strategyId"
    GROUP BY 1, 2, 3, 4 ORDER BY p.seq`;
}
