import type { Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import { accessSince, toSubscription, WITH_GAPS } from "./repository.ts";
import { hasAccess } from "./subscription.ts";

/** Who has access to a strategy at `now`, with the moment it began. One read for all followers, also inside a transaction. */
export async function entitledSince(
  tx: Pick<Tx, "subscription">,
  strategyId: string,
  now: UtcMs,
): Promise<Map<string, UtcMs>> {
  const rows = await tx.subscription.findMany({ where: { strategyId, accessOpen: true }, include: WITH_GAPS });
  return new Map(
    rows.filter((row) => hasAccess(toSubscription(row), now)).map((row) => [row.userId, accessSince(row)]),
  );
}
