import { Prisma, type Tx } from "@/lib/db/client";
import { type UtcMs, utcMs } from "@/lib/kernel/time";

export async function saveHealth(
  tx: Tx,
  exchange: string,
  { healthy, since }: { readonly healthy: boolean; readonly since: UtcMs },
  at: UtcMs,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO exchange_health (exchange, healthy, since, "seenAt") VALUES (${exchange}, ${healthy}, ${new Date(since)}, ${new Date(at)})
    ON CONFLICT (exchange) DO UPDATE SET "seenAt" = excluded."seenAt", healthy = excluded.healthy,
      since = CASE WHEN exchange_health.healthy = excluded.healthy THEN exchange_health.since ELSE excluded.since END,
      "toldAt" = CASE WHEN exchange_health.healthy = excluded.healthy THEN exchange_health."toldAt" END`);
}

export async function readHealth(
  tx: Tx,
  exchange: string,
): Promise<{ readonly healthy: boolean; readonly since: UtcMs; readonly toldAt: UtcMs | null } | null> {
  const row = await tx.exchangeHealth.findUnique({ where: { exchange } });
  if (row === null) return null;
  return { healthy: row.healthy, since: utcMs(row.since), toldAt: row.toldAt === null ? null : utcMs(row.toldAt) };
}

export async function markTold(tx: Tx, exchange: string, at: UtcMs): Promise<void> {
  await tx.exchangeHealth.update({ where: { exchange }, data: { toldAt: new Date(at) } });
}
