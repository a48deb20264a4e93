import { type Db, Prisma } from "@/lib/db/client";
import { toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import { LEDGER_ACCOUNTS, type LedgerAccount } from "./journal.ts";

/** One account in one currency. Minor units, debit positive; `balance` = debit - credit. */
export interface TrialBalanceRow {
  readonly account: LedgerAccount;
  readonly currency: string;
  readonly debit: number;
  readonly credit: number;
  readonly balance: number;
}

/** Every account with its sums, in the order of the chart of accounts. The balances of one currency sum to 0. */
export async function trialBalance(db: Db, before: UtcMs): Promise<TrialBalanceRow[]> {
  const rows = await db.$queryRaw<
    { account: LedgerAccount; currency: string; debit: bigint; credit: bigint }[]
  >(Prisma.sql`
    SELECT e.account::text AS account, j.currency,
      coalesce(sum(e.amount) FILTER (WHERE e.amount > 0), 0)::bigint AS debit,
      coalesce(-sum(e.amount) FILTER (WHERE e.amount < 0), 0)::bigint AS credit
    FROM journal_entries e JOIN journals j ON j.id = e."journalId"
    WHERE j.at < ${new Date(before)} GROUP BY 1, 2`);
  const place = (account: LedgerAccount): number => LEDGER_ACCOUNTS.indexOf(account);
  return rows
    .map((row) => ({
      account: row.account,
      currency: row.currency,
      debit: Number(row.debit),
      credit: Number(row.credit),
      balance: Number(row.debit - row.credit),
    }))
    .sort((a, b) =>
      a.currency === b.currency ? place(a.account) - place(b.account) : a.currency < b.currency ? -1 : 1,
    );
}

/** What the books say of one provider and what his account should hold are not the same. Minor units. */
export interface OwedDifference {
  readonly userId: string;
  readonly name: string;
  readonly currency: string;
  /** -(PROVIDER_PAYABLE + PAYOUTS + TAX that lies in his balance) */
  readonly owed: number;
  /** STRIPE_BALANCE of his account */
  readonly held: number;
}

/**
 * Providers whose account does not hold what they are owed. Expected: none. Credits for time not used are owed by both without a move of
 * money, so those journals are left out.
 */
export async function owedDifferences(db: Db): Promise<OwedDifference[]> {
  const rows = await db.$queryRaw<
    { userId: string; name: string; currency: string; owed: bigint; held: bigint }[]
  >(Prisma.sql`
    SELECT e."userId", u.name, j.currency,
      coalesce(-sum(e.amount) FILTER (WHERE e.account IN ('PROVIDER_PAYABLE', 'PAYOUTS', 'TAX')), 0)::bigint AS owed,
      coalesce(sum(e.amount) FILTER (WHERE e.account = 'STRIPE_BALANCE'), 0)::bigint AS held
    FROM journal_entries e JOIN journals j ON j.id = e."journalId" JOIN users u ON u.id = e."userId"
    WHERE e.account IN ('PROVIDER_PAYABLE', 'PAYOUTS', 'TAX', 'STRIPE_BALANCE') AND j.kind <> 'credit'
    GROUP BY 1, 2, 3
    HAVING sum(e.amount) <> 0
    ORDER BY 1, 3`);
  return rows.map((row) => ({ ...row, owed: Number(row.owed), held: Number(row.held) }));
}

export interface JournalView {
  readonly id: string;
  readonly kind: string;
  readonly objectId: string;
  /** The payment it belongs to, or null. */
  readonly chargeId: string | null;
  readonly memo: string;
  readonly currency: string;
  readonly at: string;
  readonly entries: readonly {
    readonly account: LedgerAccount;
    readonly who: string | null;
    readonly amount: number;
  }[];
}

type JournalRow = Prisma.JournalGetPayload<{ include: { entries: true } }>;

/** Journals as they are shown, with whose each entry is. */
export async function viewJournals(db: Db, rows: readonly JournalRow[]): Promise<JournalView[]> {
  const ids = [...new Set(rows.flatMap((row) => row.entries.flatMap((entry) => entry.userId ?? [])))];
  const users = await db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(users.map((user) => [user.id, user.name]));
  return rows.map(({ entries, at, id, kind, objectId, chargeId, memo, currency }) => ({
    id,
    kind,
    objectId,
    chargeId,
    memo,
    currency,
    at: toIso(utcMs(at)),
    // Debits first, as books are written.
    entries: entries
      .map((entry) => ({
        account: entry.account,
        who: entry.userId === null ? null : (names.get(entry.userId) ?? entry.userId),
        amount: Number(entry.amount),
      }))
      .sort((a, b) => b.amount - a.amount),
  }));
}

/** The newest journals. */
export async function newestJournals(db: Db, limit: number): Promise<JournalView[]> {
  const rows = await db.journal.findMany({
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit,
    include: { entries: true },
  });
  return viewJournals(db, rows);
}

/** Payment events that were given up: their money is not in the books. */
export async function deadPaymentEvents(db: Db): Promise<number> {
  return db.stripeEvent.count({ where: { deadAt: { not: null } } });
}
