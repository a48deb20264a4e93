import { appendEvent } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";
import { setCopies, unsettledCopies } from "./repository.ts";

/** Lets copies say how their orders ended: nothing filled, left, or held again by a late execution. Safe to repeat. */
export async function settleCopies(ctx: Pick<Ctx, "db" | "clock">, keyId: string): Promise<void> {
  const copies = await unsettledCopies(ctx.db, keyId);
  if (copies.length === 0) return;
  await ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    for (const { copyId, userId, signalId, to, reason } of copies) {
      const skipped = to === "SKIPPED";
      await setCopies(
        tx,
        [copyId],
        {
          state: to,
          reason: to === "OPEN" ? null : skipped ? "guard" : reason,
          reasonText: skipped ? (reason ?? "The exchange took no part of the order.") : null,
        },
        now,
      );
      await appendEvent(tx, now, { type: "copy.changed", copyId, userId, signalId });
    }
  });
}
