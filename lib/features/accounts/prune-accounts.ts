import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { deleteSpent } from "./repository.ts";

/** How long what is over is kept: long enough that a second use of it is still known for what it is. */
const KEPT_MS = 30 * DAY_MS;

/** Deletes guesses, links and sessions that ended a month ago; their refresh tokens go with them. @returns how many rows went */
export function pruneAccounts(ctx: Ctx): Promise<number> {
  return deleteSpent(ctx.db, new Date(ctx.clock.now() - KEPT_MS));
}
