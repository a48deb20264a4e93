import type { Db } from "@/lib/db/client";
import type { KillScope } from "./switch-repository.ts";

/** Why, since when and by whom a switch is engaged; null: it is not. */
export async function engagedSwitch(db: Db, scope: KillScope, key: string) {
  const found = await db.killSwitch.findUnique({
    where: { scope_key: { scope, key }, engagedAt: { not: null } },
    select: { reason: true, engagedAt: true, engagedBy: true },
  });
  return found?.engagedAt == null ? null : { ...found, engagedAt: found.engagedAt };
}

/** Keys as their owner recognises them, by id. */
export async function maskedKeysOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.apiKey.findMany({ where: { id: { in: [...ids] } }, select: { id: true, maskedKey: true } });
  return new Map(rows.map(({ id, maskedKey }) => [id, maskedKey]));
}
