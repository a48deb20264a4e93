import { HOUR_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { checkKey } from "./check-key.ts";
import { keysToCheck } from "./repository.ts";

/** A little under a day, so that a key asked about each day is never a day and a bit old (the live gate wants 24 h). */
const EVERY_MS = 22 * HOUR_MS;
const AT_ONCE = 100;

/** Asks about each key whose last check is about a day old, one after the other: exchanges count requests by address. */
export async function checkKeysDaily(ctx: Ctx, signal: AbortSignal): Promise<void> {
  for (const { id } of await keysToCheck(ctx.db, new Date(ctx.clock.now() - EVERY_MS), AT_ONCE)) {
    if (signal.aborted) return;
    await checkKey(ctx, id).catch((error: unknown) =>
      ctx.log.error({ keyId: id, err: error }, "a key could not be checked"),
    );
  }
}
