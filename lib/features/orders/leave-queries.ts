import type { Db } from "@/lib/db/client";
import type { KillScope, KillSwitch } from "./switch-repository.ts";

/** What may keep an order from leaving, at one moment. */
export interface Leave {
  /** Who holds accounts, by the last that took each over. */
  readonly epochs: ReadonlyMap<string, number>;
  readonly engaged: readonly Pick<KillSwitch, "scope" | "key">[];
}

/**
 * One prepared statement on connections of its own: asked through the pool it stood behind the answers of the orders that had left before, each a
 * transaction, and of a hundred entries half had passed their deadline by then.
 */
export async function readLeave(db: Pick<Db, "prepared">, keyIds: readonly string[]): Promise<Leave> {
  const rows = await db.prepared<{ scope: KillScope | null; key: string; epoch: number | null }>(
    "may-leave",
    `SELECT NULL AS scope, "keyId" AS key, epoch FROM trade_accounts WHERE "keyId" = ANY($1::text[])
    UNION ALL SELECT scope::text, key, NULL FROM kill_switches WHERE "engagedAt" IS NOT NULL`,
    [[...keyIds]],
  );
  return {
    epochs: new Map(rows.flatMap(({ key, epoch }) => (epoch === null ? [] : [[key, epoch]]))),
    engaged: rows.flatMap(({ scope, key }) => (scope === null ? [] : [{ scope, key }])),
  };
}
