import { Prisma, type Tx } from "@/lib/db/client";
import { type UtcMs, utcMs } from "@/lib/kernel/time";

/** Marks trials that end in (now, until] as told and answers with them; each is answered once, also by two workers at a time. */
export async function takeEndingTrials(
  tx: Tx,
  { now, until, limit }: { readonly now: UtcMs; readonly until: UtcMs; readonly limit: number },
): Promise<{ userId: string; endsAt: UtcMs }[]> {
  const at = new Date(now);
  const rows = await tx.$queryRaw<{ userId: string; endsAt: Date }[]>(Prisma.sql`
    UPDATE users SET "trialToldAt" = ${at}
    WHERE id IN (
      SELECT id FROM users
      WHERE "trialEndsAt" > ${at} AND "trialEndsAt" <= ${new Date(until)} AND "trialToldAt" IS NULL AND plan = 'TRIAL' AND "bannedAt" IS NULL
      ORDER BY "trialEndsAt", id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id AS "userId", "trialEndsAt" AS "endsAt"`);
  return rows.map(({ userId, endsAt }) => ({ userId, endsAt: utcMs(endsAt) }));
}
