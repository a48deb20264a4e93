import { type Db, Prisma } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import { TRIES_MAX } from "./backoff.ts";
import { among, type DeliveryKey } from "./repository.ts";

export interface Tried {
  /** One delivery, or all that a digest carried, the oldest first. */
  readonly deliveries: readonly DeliveryKey[];
  readonly channelId: string;
  readonly at: UtcMs;
  readonly tookMs: number;
  readonly outcome: "sent" | "retry" | "throttled" | "gone" | "refused";
  readonly reason: string;
}

async function attempt(tx: Pick<Db, "$executeRaw">, { deliveries, at, tookMs, outcome, reason }: Tried): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO delivery_attempts ("deliveryId", at, number, outcome, reason, "tookMs")
    SELECT id, ${new Date(at)}, attempts, ${outcome}, ${reason}, ${tookMs} FROM deliveries WHERE ${among(deliveries)}
    ON CONFLICT DO NOTHING`);
}

/** The other end took it. */
export async function settleSent(db: Db, tried: Tried, receipt: string): Promise<void> {
  const { deliveries } = tried;
  const count = deliveries.length;
  await db.transaction(async (tx) => {
    await attempt(tx, tried);
    await tx.$executeRaw(Prisma.sql`
      UPDATE deliveries SET state = 'SENT', "sentAt" = ${new Date(tried.at)}, receipt = ${receipt}, attempts = attempts + 1, "escalateAt" = NULL,
        "digestId" = ${count > 1 ? (deliveries[0]?.id ?? null) : null},
        reason = ${count > 1 ? `One of ${count} in a digest` : null}
      WHERE ${among(deliveries)}`);
    await tx.channel.updateMany({
      where: { id: tried.channelId, OR: [{ failures: { gt: 0 } }, { retryAt: { not: null } }] },
      data: { failures: 0, failingSince: null, retryAt: null },
    });
  });
}

/**
 * It may work later: nothing more is tried on this target before `retryAt`, so that what waits behind burns no tries of its own. A throttled
 * try counts for nothing: the other end works and said when, unless it says so for days. @returns whether it was given up
 */
export async function settleLater(db: Db, tried: Tried, retryAt: UtcMs): Promise<boolean> {
  const counts = tried.outcome === "retry" ? 1 : 0;
  return db.transaction(async (tx) => {
    await attempt(tx, tried);
    const rows = await tx.$queryRaw<{ state: string }[]>(Prisma.sql`
      UPDATE deliveries SET attempts = attempts + ${counts}, "dueAt" = ${new Date(retryAt)}, reason = ${tried.reason},
        state = CASE WHEN attempts + ${counts} >= ${TRIES_MAX} THEN 'DEAD'::"DeliveryState" ELSE state END
      WHERE ${among(tried.deliveries)} AND state = 'QUEUED' RETURNING state::text AS state`);
    await tx.$executeRaw(Prisma.sql`
      UPDATE channels SET failures = failures + ${counts}, "retryAt" = ${new Date(retryAt)},
        "failingSince" = coalesce("failingSince", ${new Date(tried.at)})
      WHERE id = ${tried.channelId}`);
    return rows.some(({ state }) => state === "DEAD");
  });
}

/** The other end will never take this message; its target works. */
export async function settleRefused(db: Db, tried: Tried): Promise<void> {
  await db.transaction(async (tx) => {
    await attempt(tx, tried);
    await tx.$executeRaw(Prisma.sql`
      UPDATE deliveries SET state = 'FAILED', reason = ${tried.reason}, attempts = attempts + 1 WHERE ${among(tried.deliveries)}`);
  });
}
