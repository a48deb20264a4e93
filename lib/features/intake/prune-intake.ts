import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { dropEndedHoldings, dropKeysBefore } from "./repository.ts";

/** Drops what no alert can refer to any more. */
export async function pruneIntake(ctx: Ctx): Promise<void> {
  await dropKeysBefore(ctx.db, utcMs(ctx.clock.now() - DAY_MS));
  await dropEndedHoldings(ctx.db);
}
