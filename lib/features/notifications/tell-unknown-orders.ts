import { exchangeName } from "@/lib/kernel/exchange-name";
import { SECOND_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { tellOnce } from "./on-intent-changed.ts";
import { findUnknownIntents } from "./repository.ts";

/** The venue is asked at once and mostly answers within seconds; only what is still open after this is worth a word (RELIABILITY G3). */
const OPEN_FOR_MS = 60 * SECOND_MS;

/** Tells owners of orders whose fate nobody knows for a minute. Run each few seconds; each is told once. @returns how many are open so long */
export async function tellUnknownOrders(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const open = await findUnknownIntents(ctx.db, utcMs(now - OPEN_FOR_MS));
  for (const intent of open) {
    const reason = `We do not know yet whether this order reached ${exchangeName(intent.exchange)}. We are asking; nothing will be sent twice.`;
    await tellOnce(ctx, { ...intent, reason }, "failure", "Not confirmed yet", utcMs(intent.unknownAt));
  }
  return open.length;
}
