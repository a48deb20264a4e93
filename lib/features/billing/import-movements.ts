import { HOUR_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { bookedAs, journalOfOwnMovement } from "./movement.ts";
import { insertMovements, newestMovementAt } from "./movement-repository.ts";
import { postJournals } from "./post-journals.ts";

/** Movements are asked for from a little before the newest we have: they come in no order. */
const OVERLAP_MS = 6 * HOUR_MS;
/** Rows of one INSERT. */
const BATCH = 500;

/**
 * Keeps every movement of one balance that is not kept yet (`accountId` null: the platform's), and books what the platform moved for itself,
 * of which no other object tells.
 */
export async function importMovements(ctx: Ctx, accountId: string | null): Promise<void> {
  const newest = await newestMovementAt(ctx.db, accountId);
  const listed = await ctx.payments.listMovements(accountId, newest === null ? null : utcMs(newest - OVERLAP_MS));
  // Oldest first: a stop half way leaves no gap behind the newest.
  const movements = listed.reverse().map((movement) => ({ ...movement, booked: bookedAs(movement) }));
  for (let from = 0; from < movements.length; from += BATCH) {
    const batch = movements.slice(from, from + BATCH);
    const own = batch.flatMap((movement) => journalOfOwnMovement(movement) ?? []);
    await ctx.db.transaction(async (tx) => {
      await insertMovements(tx, batch);
      await postJournals(ctx, tx, own, null);
    });
  }
}
