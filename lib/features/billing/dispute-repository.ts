import type { Db, Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { PaidDispute } from "@/lib/ports/payments";
import type { ChargeParties } from "./journals-of-charge.ts";

/** Writes a dispute as it was just read. True: it is new, or has another status than before. */
export async function saveDispute(tx: Tx, dispute: PaidDispute, parties: ChargeParties, now: UtcMs): Promise<boolean> {
  const { id, chargeId, amount, currency, reason, status, at } = dispute;
  const { subscriberId, providerId } = parties;
  const said = { amount, currency, reason, status, updatedAt: new Date(now) };
  const before = await tx.dispute.findUnique({ where: { id }, select: { status: true } });
  await tx.dispute.upsert({
    where: { id },
    create: { id, chargeId, subscriberId, providerId, ...said, short: false, openedAt: new Date(at) },
    update: said,
  });
  return before?.status !== status;
}

export async function markShort(tx: Tx, id: string, short: boolean): Promise<void> {
  await tx.dispute.updateMany({ where: { id, short: !short }, data: { short } });
}

/** Disputes that an account was too small for: to be tried again. */
export async function shortDisputes(db: Db | Tx): Promise<string[]> {
  const rows = await db.dispute.findMany({
    where: { short: true },
    select: { id: true },
    orderBy: { openedAt: "asc" },
  });
  return rows.map((row) => row.id);
}
