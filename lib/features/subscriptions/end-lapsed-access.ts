import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { changeTerms } from "./change-terms.ts";
import { findLapsed, lockById } from "./repository.ts";
import { PAST_DUE_GRACE_MS } from "./subscription.ts";

const BATCH = 200;

/**
 * Tells everybody whose access ended by time alone: a cancelled period that ran out, a week past due. Run each second by the worker, so
 * that rooms close within 2 s; every check of access uses the rule itself and needs no such call.
 */
export async function endLapsedAccess(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const ids = await findLapsed(ctx.db, now, utcMs(now - PAST_DUE_GRACE_MS), BATCH);
  for (const id of ids) {
    await ctx.db.transaction(async (tx) => {
      const before = await lockById(tx, id);
      if (before !== null) await changeTerms(ctx, tx, before, {}, now);
    });
  }
  return ids.length;
}
