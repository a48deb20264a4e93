import { type Db, Prisma } from "@/lib/db/client";
import { toIso, utcMs } from "@/lib/kernel/time";
import { type JournalView, viewJournals } from "./ledger-queries.ts";

/** A payment with all that became of it. Minor units. */
export interface PaymentView {
  readonly chargeId: string;
  readonly at: string;
  readonly currency: string;
  readonly amount: number;
  /** What refunds have left of it. */
  readonly left: number;
  readonly subscriber: string;
  /** Null: a plan of the platform's own. */
  readonly provider: string | null;
  readonly strategy: string | null;
  /** Its buyer's bank took it back, or is about to: it cannot be refunded too. */
  readonly disputed: boolean;
  readonly journals: readonly JournalView[];
}

/** A booked payment by the id of its charge, or null. */
export async function findPayment(db: Db, chargeId: string): Promise<PaymentView | null> {
  const journals = await db.journal.findMany({
    where: { chargeId },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    include: { entries: true },
  });
  const payment = journals.find((journal) => journal.kind === "payment");
  const split = journals.find((journal) => journal.kind === "split");
  if (payment === undefined || split === undefined) return null;
  const receipt = split.entries.find((entry) => entry.account === "CUSTOMER_RECEIPTS");
  const share = split.entries.find((entry) => entry.account === "PROVIDER_PAYABLE");
  const [{ gone = 0n } = {}] = await db.$queryRaw<{ gone: bigint }[]>(Prisma.sql`
    SELECT coalesce(-sum(e.amount), 0)::bigint AS gone FROM journals j JOIN journal_entries e ON e."journalId" = j.id
    WHERE j."chargeId" = ${chargeId} AND e.account = 'STRIPE_BALANCE' AND e."userId" IS NULL
      AND j.kind IN ('refund', 'refund_failed')`);
  const [names, strategy, disputes] = await Promise.all([
    db.user.findMany({
      where: { id: { in: [receipt?.userId, share?.userId].flatMap((id) => id ?? []) } },
      select: { id: true, name: true },
    }),
    receipt?.strategyId == null
      ? null
      : db.strategy.findUnique({ where: { id: receipt.strategyId }, select: { name: true } }),
    db.dispute.count({ where: { chargeId, status: { in: ["OPEN", "LOST"] } } }),
  ]);
  const nameOf = (id: string | null | undefined): string | null =>
    names.find((user) => user.id === id)?.name ?? id ?? null;
  const amount = Number(receipt?.amount ?? 0n);
  return {
    chargeId,
    at: toIso(utcMs(payment.at)),
    currency: payment.currency,
    amount,
    left: amount - Number(gone),
    subscriber: nameOf(receipt?.userId) ?? "",
    provider: nameOf(share?.userId),
    strategy: strategy?.name ?? null,
    disputed: disputes > 0,
    journals: await viewJournals(db, journals),
  };
}
