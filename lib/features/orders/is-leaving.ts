import type { Tx } from "@/lib/db/client";
import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import { LIVING_STATES } from "@/lib/trading/orders/order-life";

/** So long an exchange may still show what was left. */
const LAG_MS = 5 * SECOND_MS;

/** Whether something of an account is being left, or was a moment ago: what stands against an entry may be gone by the next look. */
export async function isLeaving(db: Pick<Tx, "intent" | "position">, keyId: string, now: UtcMs): Promise<boolean> {
  const exits = await db.intent.count({ where: { keyId, purpose: "EXIT", state: { in: [...LIVING_STATES] } } });
  if (exits > 0) return true;
  return (
    (await db.position.count({
      where: { keyId, state: "CLOSED", mode: "LIVE", closedAt: { gte: new Date(now - LAG_MS) } },
    })) > 0
  );
}
