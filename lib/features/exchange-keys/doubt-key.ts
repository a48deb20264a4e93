import { appendEvent } from "@/lib/events/outbox";
import { SECOND_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { keyToDoubt } from "./repository.ts";

/** A key that was checked since then is not asked about again: the exchange may refuse it in part only, and goes on doing so. */
const CHECKED_WITHIN_MS = 30 * SECOND_MS;

/**
 * An exchange refused a key while it traded: asks for a check, whose outcome takes live trading off and tells its owner within seconds (C18). A key
 * that is not in use any more, or was checked a moment ago, is left alone.
 */
export async function doubtKey(ctx: Pick<Ctx, "db" | "clock">, keyId: string): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    const key = await keyToDoubt(tx, keyId, new Date(now - CHECKED_WITHIN_MS));
    if (key !== null) await appendEvent(tx, now, { type: "exchange_key.check_requested", keyId, userId: key.userId });
  });
}
