import { type Db, Prisma } from "@/lib/db/client";
import { olderThan, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import { toIso, utcMs } from "@/lib/kernel/time";
import { type ConnectStatus, connectStatus } from "./connect-account.ts";
import { earningsOf } from "./statement-queries.ts";

/** A row of the subscriber's invoices. Amounts are minor units. */
export interface InvoiceView {
  readonly id: string;
  readonly kind: string;
  readonly number: string | null;
  readonly description: string;
  readonly status: string;
  readonly total: { readonly amount: number; readonly currency: string };
  /** What of `total` is tax; null: nothing. */
  readonly tax: { readonly amount: number; readonly currency: string } | null;
  readonly at: string;
  /** The invoice as PDF, at the payment service; null for what has none. */
  readonly documentUrl: string | null;
}

export async function listInvoices(
  db: Db,
  userId: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<Page<InvoiceView>> {
  // Through a transaction, because `db.transaction` is our own and hides Prisma's delegate of the model Transaction.
  const rows = await db.transaction((tx) =>
    tx.transaction.findMany({
      where: {
        userId,
        ...olderThan(page.cursor, (at) => ({ at })),
      },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take: page.limit + 1,
    }),
  );
  const { items, nextCursor } = pageOf(rows, page.limit, (row) => row.at);
  return {
    items: items.map((row) => ({
      id: row.id,
      kind: row.kind,
      number: row.number,
      description: row.description,
      status: row.status,
      total: { amount: row.kind === "PAYMENT" ? row.amount : -row.amount, currency: row.currency },
      tax: row.tax === 0 ? null : { amount: row.kind === "PAYMENT" ? row.tax : -row.tax, currency: row.currency },
      at: toIso(utcMs(row.at)),
      documentUrl: row.documentUrl,
    })),
    nextCursor,
  };
}

export interface EarningsMonth {
  /** `2026-11`, UTC */
  readonly month: string;
  readonly currency: string;
  /** Minor units; refunds are taken off. gross = fee + net. */
  readonly gross: number;
  readonly fee: number;
  readonly net: number;
  readonly payments: number;
  /** How many people paid in this month. */
  readonly subscribers: number;
}

/** What a provider earned, month by month, newest first: summed from the ledger. */
export async function listEarnings(db: Db, providerId: string): Promise<EarningsMonth[]> {
  const rows = await db.$queryRaw<
    { month: string; currency: string; fee: bigint; net: bigint; payments: bigint; subscribers: bigint }[]
  >(Prisma.sql`
    SELECT to_char(j.at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, j.currency,
      (-sum(CASE WHEN e.account = 'PLATFORM_FEE' THEN e.amount ELSE 0 END))::bigint AS fee,
      (-sum(CASE WHEN e.account = 'PROVIDER_PAYABLE' THEN e.amount ELSE 0 END))::bigint AS net,
      count(DISTINCT j.id) FILTER (WHERE j.kind = 'split') AS payments,
      count(DISTINCT e."userId") FILTER (WHERE j.kind = 'split' AND e.account = 'CUSTOMER_RECEIPTS') AS subscribers
    FROM journals j JOIN journal_entries e ON e."journalId" = j.id
    WHERE ${earningsOf(providerId)}
    GROUP BY 1, 2 ORDER BY 1 DESC, 2`);
  return rows.map((row) => ({
    month: row.month,
    currency: row.currency,
    gross: Number(row.fee + row.net),
    fee: Number(row.fee),
    net: Number(row.net),
    payments: Number(row.payments),
    subscribers: Number(row.subscribers),
  }));
}

export interface ConnectView {
  readonly status: ConnectStatus;
  readonly accountId: string | null;
  readonly country: string | null;
  readonly transfersActive: boolean;
  readonly payoutsEnabled: boolean;
  readonly due: readonly string[];
}

export async function getConnect(db: Db, userId: string): Promise<ConnectView> {
  const account = await db.connectAccount.findUnique({ where: { userId } });
  return {
    status: connectStatus(account),
    accountId: account?.stripeAccountId ?? null,
    country: account?.country ?? null,
    transfersActive: account?.transfersActive ?? false,
    payoutsEnabled: account?.payoutsEnabled ?? false,
    due: account?.due ?? [],
  };
}

/** How many pay for a provider's strategies: free ones and free trials do not count. */
export async function countPayingSubscribers(db: Db, providerId: string): Promise<number> {
  return db.subscription.count({
    where: { strategy: { providerId }, status: { in: ["ACTIVE", "PAST_DUE"] }, priceAmount: { gt: 0 } },
  });
}
