import { appendEvent } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";
import { NOT_HELD } from "@/lib/trading/orders/supervise";
import { setCopies, unsettledCopies } from "./repository.ts";

/** Ends that no step of the chain tells. */
const ENDS: Readonly<Record<string, string>> = {
  liquidation: "The exchange liquidated it: its margin was used up.",
  adl: "The exchange closed it by auto-deleveraging.",
  settlement: "The exchange settled it, since its market ended.",
  [NOT_HELD]: "It was not at the exchange any more; what it brought is not known.",
};

/** Lets copies say how their orders ended: nothing filled, left, or held again by a late execution. Safe to repeat. */
export async function settleCopies(ctx: Pick<Ctx, "db" | "clock">, keyId: string): Promise<void> {
  const copies = await unsettledCopies(ctx.db, keyId);
  if (copies.length === 0) return;
  await ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    for (const { copyId, userId, signalId, to, reason } of copies) {
      await setCopies(tx, [copyId], { state: to, ...endOf(to, reason) }, now);
      await appendEvent(tx, now, { type: "copy.changed", copyId, userId, signalId });
    }
  });
}

function endOf(to: "SKIPPED" | "CLOSED" | "OPEN", reason: string | null) {
  if (to === "OPEN") return { reason: null, reasonText: null };
  if (to === "CLOSED") return { reason, reasonText: ENDS[reason ?? ""] ?? null };
  return { reason: "guard", reasonText: reason ?? "The exchange took no part of the order." };
}
