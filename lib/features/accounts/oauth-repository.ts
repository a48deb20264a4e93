import type { Tx } from "@/lib/db/client";
import type { UserRow } from "./repository.ts";

export async function userByOAuthAccount(
  db: Pick<Tx, "oAuthAccount">,
  provider: string,
  providerAccountId: string,
): Promise<UserRow | null> {
  const row = await db.oAuthAccount.findUnique({
    where: { provider_providerAccountId: { provider, providerAccountId } },
    include: { user: true },
  });
  return row?.user ?? null;
}

/** False when someone else was joined to it first. */
export async function insertOAuthAccount(
  tx: Tx,
  account: { id: string; userId: string; provider: string; providerAccountId: string; createdAt: Date },
): Promise<boolean> {
  const { count } = await tx.oAuthAccount.createMany({ data: [account], skipDuplicates: true });
  return count === 1;
}
