import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import { type Difference, PLATFORM } from "./difference.ts";
import { MOVED_KINDS } from "./movement.ts";
import { allAccounts } from "./repository.ts";

type Found = { objectId: string; currency: string; what: string; ours: bigint; theirs: bigint };

const numbers = (kind: Difference["kind"], rows: readonly Found[]): Difference[] =>
  rows.map((row) => ({ ...row, kind, ours: Number(row.ours), theirs: Number(row.theirs) }));

/** Balances that the ledger and the kept movements sum up otherwise, up to `before`. Not of who has a former account: what moved there last is out of sight. */
export async function balanceDifferences(db: Db, before: UtcMs): Promise<Difference[]> {
  const until = new Date(before);
  const rows = await db.$queryRaw<Found[]>(Prisma.sql`
    WITH ours AS (
      SELECT coalesce(c."stripeAccountId", e."userId", ${PLATFORM}) AS holder, j.currency, sum(e.amount) AS sum
      FROM journal_entries e JOIN journals j ON j.id = e."journalId" LEFT JOIN connect_accounts c ON c."userId" = e."userId"
      WHERE e.account = 'STRIPE_BALANCE' AND j.at < ${until} GROUP BY 1, 2
    ), theirs AS (
      SELECT coalesce("accountId", ${PLATFORM}) AS holder, currency, sum(amount - fee) AS sum
      FROM balance_movements WHERE at < ${until} GROUP BY 1, 2
    ), unseen AS (
      SELECT a."stripeAccountId" FROM ${allAccounts} a JOIN former_connect_accounts f ON f."userId" = a."userId"
    )
    SELECT holder AS "objectId", currency, 'balance' AS what,
      coalesce(ours.sum, 0)::bigint AS ours, coalesce(theirs.sum, 0)::bigint AS theirs
    FROM ours FULL JOIN theirs USING (holder, currency)
    WHERE coalesce(ours.sum, 0) <> coalesce(theirs.sum, 0) AND holder NOT IN (SELECT "stripeAccountId" FROM unseen) ORDER BY 1, 2`);
  return numbers("BALANCE", rows);
}

/** Movements whose journal is missing or moves another amount on that balance. */
export async function unbookedDifferences(db: Db, before: UtcMs): Promise<Difference[]> {
  const rows = await db.$queryRaw<Found[]>(Prisma.sql`
    SELECT m.id AS "objectId", m.currency, m.type AS what, coalesce(b.sum, 0)::bigint AS ours, m.amount AS theirs
    FROM balance_movements m LEFT JOIN ${allAccounts} c ON c."stripeAccountId" = m."accountId"
    LEFT JOIN LATERAL (
      SELECT sum(e.amount) AS sum FROM journals j JOIN journal_entries e ON e."journalId" = j.id
      WHERE j."objectId" = m."journalObjectId" AND j.kind = m."journalKind"
        AND e.account = 'STRIPE_BALANCE' AND e."userId" IS NOT DISTINCT FROM c."userId"
    ) b ON true
    WHERE m."journalKind" IS NOT NULL AND m.at < ${new Date(before)}
      AND coalesce(b.sum, 0) NOT IN (m.amount, m.amount - m.fee)
    ORDER BY m.at, m.id`);
  return numbers("UNBOOKED", rows);
}

/** Journals that move a balance by an object of which the service shows no movement. */
export async function unknownDifferences(db: Db, before: UtcMs): Promise<Difference[]> {
  const rows = await db.$queryRaw<Found[]>(Prisma.sql`
    SELECT j."objectId", j.currency, j.kind AS what, coalesce(sum(e.amount), 0)::bigint AS ours, 0::bigint AS theirs
    FROM journals j JOIN journal_entries e ON e."journalId" = j.id AND e.account = 'STRIPE_BALANCE'
    WHERE j.kind IN (${Prisma.join([...MOVED_KINDS])}) AND j.at < ${new Date(before)}
      AND NOT EXISTS (
        SELECT FROM balance_movements m WHERE m."journalObjectId" = j."objectId" AND m."journalKind" = j.kind)
    GROUP BY j.id ORDER BY j.at, j.id`);
  return numbers("UNKNOWN", rows);
}

/** Writes what a comparison found: new ones, those that are still there, those that are gone. Answers how many are new. */
export async function saveDifferences(tx: Tx, found: readonly Difference[], now: UtcMs): Promise<number> {
  const at = new Date(now);
  let fresh = 0;
  for (const { kind, objectId, currency, what, ours, theirs } of found) {
    const said = { ours: BigInt(ours), theirs: BigInt(theirs), lastSeenAt: at };
    const key = { kind, objectId, what, currency };
    const { count } = await tx.moneyDifference.updateMany({ where: { ...key, goneAt: null }, data: said });
    if (count > 0) continue;
    fresh += 1;
    await tx.moneyDifference.upsert({
      where: { kind_objectId_what_currency: key },
      create: { ...key, ...said, firstSeenAt: at },
      update: { ...said, firstSeenAt: at, goneAt: null },
    });
  }
  await tx.moneyDifference.updateMany({ where: { goneAt: null, lastSeenAt: { lt: at } }, data: { goneAt: at } });
  return fresh;
}

export async function insertCheck(
  tx: Tx,
  check: {
    readonly id: string;
    readonly at: UtcMs;
    readonly balances: number;
    readonly movements: number;
    readonly differences: number;
  },
): Promise<void> {
  await tx.moneyCheck.create({ data: { ...check, at: new Date(check.at) } });
}
