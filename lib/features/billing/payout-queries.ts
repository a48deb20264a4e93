import type { Db } from "@/lib/db/client";
import { toIso, utcMs } from "@/lib/kernel/time";

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
  return rows.map((row) => ({
    id: row.id,
    amount: { amount: row.amount, currency: row.currency },
    status: row.status,
    monthly: row.by === "MONTHLY",
    requestedAt: toIso(utcMs(row.requestedAt)),
    arrivesAt: row.arrivesAt === null ? null : toIso(utcMs(row.arrivesAt)),
    failure: row.failure,
  }));
}
