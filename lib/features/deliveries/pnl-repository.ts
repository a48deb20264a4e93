import { type Db, Prisma, type Tx } from "@/lib/db/client";

export interface PnlReader {
  readonly userId: string;
  readonly timeZone: string;
  readonly pnlDay: string | null;
  readonly channelIds: readonly string[];
}

/** Who wants the daily P&L and trades at all, by id after `after`. */
export function findPnlReaders(db: Db, after: string | null, limit: number): Promise<PnlReader[]> {
  return db.$queryRaw<PnlReader[]>(Prisma.sql`
    SELECT u.id AS "userId", u."timeZone", s."pnlDay", array_agg(c.id) AS "channelIds"
    FROM channels c JOIN users u ON u.id = c."userId" JOIN paper_accounts a ON a."userId" = u.id
    LEFT JOIN delivery_settings s ON s."userId" = u.id
    WHERE c.state = 'ACTIVE' AND 'pnl' = ANY(c.events) AND u."bannedAt" IS NULL AND u.id > ${after ?? ""}
    GROUP BY u.id, u."timeZone", s."pnlDay" ORDER BY u.id LIMIT ${limit}`);
}

export async function markPnlDay(tx: Tx, userId: string, day: string): Promise<void> {
  await tx.deliverySettings.upsert({
    where: { userId },
    create: { userId, escalateAfterMin: 5, pnlDay: day },
    update: { pnlDay: day },
  });
}
