import { type Db, Prisma } from "@/lib/db/client";

/** Whoever trades live at an exchange or holds something there. */
export async function liveOwners(db: Pick<Db, "$queryRaw">, exchange: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ userId: string }[]>(Prisma.sql`
    SELECT k."userId" FROM api_keys k WHERE k.exchange = ${exchange} AND (
      EXISTS (SELECT FROM follows f WHERE f."credentialId" = k.id AND f.mode = 'LIVE')
      OR EXISTS (SELECT FROM positions p WHERE p."keyId" = k.id AND p.state = 'OPEN')
      OR EXISTS (SELECT FROM trading_sessions s WHERE s."credentialId" = k.id AND s.mode = 'LIVE' AND s.state IN ('STARTING', 'RUNNING', 'PAUSED')))
    GROUP BY 1 ORDER BY 1`);
  return rows.map(({ userId }) => userId);
}
