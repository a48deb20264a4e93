import type { Db, Prisma } from "@/lib/db/client";
import { olderThan, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { ListPayoutsQuery } from "./input.ts";

/** A payout as its provider sees it. Minor units. */
export interface PayoutView {
  readonly id: string;
  readonly amount: { readonly amount: number; readonly currency: string };
  readonly status: string;
  readonly monthly: boolean;
  readonly requestedAt: string;
  readonly arrivesAt: string | null;
  readonly failure: string | null;
}

/** A provider's payouts, newest first. */
export async function listPayouts(db: Db, userId: string, limit: number): Promise<PayoutView[]> {
  const rows = await db.payout.findMany({ where: { userId }, orderBy: { requestedAt: "desc" }, take: limit });
  return rows.map(payoutView);
}

/** A payout as admins see it: whose it is, and what it is called at the payment service. */
export interface AnyPayoutView extends PayoutView {
  readonly provider: { readonly id: string; readonly email: string; readonly name: string };
  readonly stripePayoutId: string | null;
}

/** Everybody's payouts, newest first. */
export async function allPayouts(
  db: Pick<Db, "payout">,
  { status, provider, cursor, limit = 50 }: ListPayoutsQuery,
): Promise<Page<AnyPayoutView>> {
  const rows = await db.payout.findMany({
    where: {
      ...(status === undefined ? {} : { status }),
      ...(provider === undefined ? {} : { user: { OR: [{ id: provider }, { email: provider.toLowerCase() }] } }),
      ...olderThan(cursor, (requestedAt) => ({ requestedAt })),
    },
    orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    include: { user: { select: { id: true, email: true, name: true } } },
  });
  const { items, nextCursor } = pageOf(rows, limit, (row) => row.requestedAt);
  return {
    items: items.map((row) => ({ ...payoutView(row), provider: row.user, stripePayoutId: row.stripePayoutId })),
    nextCursor,
  };
}

function payoutView(row: Prisma.PayoutGetPayload<object>): PayoutView {
  return {
    id: row.id,
    amount: { amount: row.amount, currency: row.currency },
    status: row.status,
    monthly: row.by === "MONTHLY",
    requestedAt: toIso(utcMs(row.requestedAt)),
    arrivesAt: row.arrivesAt === null ? null : toIso(utcMs(row.arrivesAt)),
    failure: row.failure,
  };
}
