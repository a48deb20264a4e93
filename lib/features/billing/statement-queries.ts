import { type Db, Prisma } from "@/lib/db/client";
import { minor } from "@/lib/kernel/money";
import { toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Funds } from "./payable.ts";
import { takesShare } from "./repository.ts";

const EARNING_KINDS = ["split", "transfer_reversal", "fee_refund", "dispute_return", "credit"] as const;

/**
 * Journals `j` that earn a provider something or take it back: those with a part of his, and refunds of his sales that give back the
 * platform's part by themselves (of taxed ones, docs/decisions/0038-tax.md), so that the fee of what went back is no fee any more.
 */
export function earningsOf(providerId: string): Prisma.Sql {
  const his = Prisma.sql`p.account = 'PROVIDER_PAYABLE' AND p."userId" = ${providerId}`;
  return Prisma.sql`(
    j.kind IN (${Prisma.join([...EARNING_KINDS])}) AND j.id IN (SELECT p."journalId" FROM journal_entries p WHERE ${his})
    OR j.kind IN ('refund', 'refund_failed')
      AND j."chargeId" IN (SELECT sale."chargeId" FROM journals sale JOIN journal_entries p ON p."journalId" = sale.id WHERE sale.kind = 'split' AND ${his})
      AND EXISTS (SELECT FROM journal_entries f WHERE f."journalId" = j.id AND f.account = 'PLATFORM_FEE'))`;
}

/**
 * His part of what is held, by currency. A charge that is disputed counts as disputed, also while it is young; so does a refund whose part
 * of a share that had been returned could not be taken yet, and of a taxed charge what lies in his balance and is not his. What is owed to a
 * subscriber (REFUNDS below 0) sets nothing off.
 */
export async function heldShares(
  db: Db,
  providerId: string,
  youngSince: UtcMs,
): Promise<Map<string, Pick<Funds, "insideWindow" | "disputed">>> {
  const since = new Date(youngSince);
  const rows = await db.$queryRaw<{ currency: string; young: bigint; disputed: bigint }[]>(Prisma.sql`
    WITH taxed AS (
      SELECT DISTINCT j."chargeId" AS id FROM journals j JOIN journal_entries e ON e."journalId" = j.id
      WHERE e.account = 'TAX' AND e."userId" = ${providerId}
    ), unsettled AS (
      SELECT taxed.id FROM taxed JOIN journals j ON j."chargeId" = taxed.id JOIN journal_entries e ON e."journalId" = j.id
      WHERE e.account = 'REFUNDS' OR (e.account = 'TAX' AND e."userId" = ${providerId})
      GROUP BY 1 HAVING sum(e.amount) FILTER (WHERE e.account = 'TAX') <> 0 OR sum(e.amount) FILTER (WHERE e.account = 'REFUNDS' AND ${takesShare}) > 0
    ), held AS (
      SELECT sale."objectId" AS id, sale.currency, sale.at
      FROM journals sale JOIN journal_entries mine ON mine."journalId" = sale.id
      WHERE sale.kind = 'split' AND mine.account = 'PROVIDER_PAYABLE' AND mine."userId" = ${providerId}
        AND (sale.at > ${since}
          OR EXISTS (SELECT FROM journals d WHERE d."chargeId" = sale."objectId" AND d.kind = 'dispute_funds')
          OR sale."objectId" IN (SELECT id FROM unsettled))
    ), shares AS (
      SELECT held.id, held.currency, held.at,
        coalesce(-sum(e.amount) FILTER (WHERE e.account = 'PROVIDER_PAYABLE' OR (e.account = 'TAX' AND e."userId" = ${providerId})), 0) AS share,
        coalesce(-sum(e.amount) FILTER (WHERE e.account = 'TAX' AND e."userId" = ${providerId}), 0) AS tax,
        coalesce(sum(e.amount) FILTER (WHERE e.account = 'DISPUTES'), 0) AS disputed,
        coalesce(sum(e.amount) FILTER (WHERE e.account = 'REFUNDS'), 0) AS refunded,
        coalesce(sum(e.amount) FILTER (WHERE e.account = 'REFUNDS' AND ${takesShare}), 0) AS "shareDue",
        bool_or(e.account = 'TAX') AS taxed,
        bool_or(j.kind = 'dispute_return') AS returned
      FROM held JOIN journals j ON j."chargeId" = held.id JOIN journal_entries e ON e."journalId" = j.id
      GROUP BY 1, 2, 3
    )
    SELECT currency,
      coalesce(sum(share) FILTER (WHERE disputed <= 0 AND at > ${since}), 0)::bigint AS young,
      coalesce(sum(CASE
        WHEN disputed > 0 THEN share
        WHEN at > ${since} THEN 0
        WHEN taxed THEN greatest(0, least(share, "shareDue" + tax))
        WHEN returned THEN greatest(0, least(share, refunded))
      END), 0)::bigint AS disputed
    FROM shares GROUP BY 1`);
  return new Map(
    rows.map((row) => [
      row.currency,
      { insideWindow: minor(Number(row.young)), disputed: minor(Number(row.disputed)) },
    ]),
  );
}

/** What left for a provider's bank and did not come back, by currency in minor units. */
export async function paidOut(db: Db, providerId: string): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ currency: string; sum: bigint }[]>(Prisma.sql`
    SELECT j.currency, sum(e.amount)::bigint AS sum
    FROM journal_entries e JOIN journals j ON j.id = e."journalId"
    WHERE e.account = 'PAYOUTS' AND e."userId" = ${providerId} GROUP BY 1 ORDER BY 1`);
  return new Map(rows.map((row) => [row.currency, Number(row.sum)]));
}

/** A line of a provider's statement: what one movement did to him. Minor units; gross = fee + net. */
export interface StatementLine {
  readonly at: string;
  readonly kind: string;
  readonly objectId: string;
  readonly chargeId: string | null;
  readonly strategy: string | null;
  readonly currency: string;
  readonly gross: number;
  readonly fee: number;
  readonly net: number;
}

/** Every movement of a provider's earnings in [from, to), oldest first. */
export async function statementLines(
  db: Db,
  providerId: string,
  range: { readonly from: UtcMs; readonly to: UtcMs },
): Promise<StatementLine[]> {
  const rows = await db.$queryRaw<
    {
      at: Date;
      kind: string;
      objectId: string;
      chargeId: string | null;
      strategy: string | null;
      currency: string;
      fee: bigint;
      net: bigint;
    }[]
  >(Prisma.sql`
    SELECT j.at, j.kind, j."objectId", j."chargeId", j.currency, min(s.name) AS strategy,
      coalesce(-sum(e.amount) FILTER (WHERE e.account = 'PLATFORM_FEE'), 0)::bigint AS fee,
      coalesce(-sum(e.amount) FILTER (WHERE e.account = 'PROVIDER_PAYABLE'), 0)::bigint AS net
    FROM journals j JOIN journal_entries e ON e."journalId" = j.id LEFT JOIN strategies s ON s.id = e."strategyId"
    WHERE j.at >= ${new Date(range.from)} AND j.at < ${new Date(range.to)} AND ${earningsOf(providerId)}
    GROUP BY j.id ORDER BY j.at, (j.kind <> 'split'), j.id`);
  return rows.map(({ fee, net, at, ...row }) => ({
    ...row,
    at: toIso(utcMs(at)),
    gross: Number(fee + net),
    fee: Number(fee),
    net: Number(net),
  }));
}
