import type { Tx } from "@/lib/db/client";

export async function noteTokenUse(db: Pick<Tx, "apiToken">, id: string, now: Date): Promise<void> {
  await db.apiToken.updateMany({ where: { id }, data: { lastUsedAt: now } });
}

export async function insertApiToken(
  tx: Tx,
  token: {
    id: string;
    userId: string;
    name: string;
    hash: string;
    last4: string;
    scopes: string[];
    ips: string[];
    createdAt: Date;
    expiresAt: Date | null;
  },
): Promise<void> {
  await tx.apiToken.create({ data: token });
}

export async function countApiTokens(db: Pick<Tx, "apiToken">, userId: string): Promise<number> {
  return db.apiToken.count({ where: { userId, revokedAt: null } });
}

/** True when it was this user's and open until now. */
export async function endApiToken(tx: Tx, userId: string, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.apiToken.updateMany({ where: { id, userId, revokedAt: null }, data: { revokedAt: now } });
  return count === 1;
}
