import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { applyAddEvent } from "./apply-add-event.ts";
import { applyExitEvent } from "./apply-exit-event.ts";
import { applyOpening } from "./apply-opening.ts";
import { CopyBatch } from "./batch.ts";
import { saveBatch } from "./batch-repository.ts";
import { readChainEvent } from "./chain-event.ts";
import { fanOutLive } from "./live/fan-out.ts";
import { claimEvent, claimUnfollowed, findSignal, findUncopied, type SignalEventRef } from "./repository.ts";

/**
 * Applies chain events that wait together. Those of signals that nobody copies, the most, are claimed at once in one statement; the others follow
 * one by one.
 */
export async function onSignalEvents(ctx: Ctx, events: readonly SignalEventRef[]): Promise<void> {
  const followed = await claimUnfollowed(ctx.db, events, ctx.clock.now());
  for (const event of events) if (followed.has(event.signalId)) await onSignalEvent(ctx, event);
}

/**
 * Applies a chain event to every copy of its signal, exactly once: each event is one transaction that begins by claiming the event and ends
 * with all its rows. Events of this signal that were missed are made up first, so copies always follow the chain's order.
 */
export async function onSignalEvent(ctx: Ctx, { strategyId, seq, signalId }: SignalEventRef): Promise<void> {
  const rows = await findUncopied(ctx.db, strategyId, signalId, seq);
  for (const row of rows) {
    await ctx.db.transaction(
      async (tx) => {
        const now = ctx.clock.now();
        if (!(await claimEvent(tx, row, now))) return;
        const signal = await findSignal(tx, signalId);
        const event = readChainEvent(row, signal.side);
        const batch = new CopyBatch(ctx.ids, utcMs(now), row.receivedAt);
        if (event.step.type === "OPEN" || event.step.type === "ENTER") {
          await applyOpening(ctx, tx, batch, signal, { ...event, step: event.step });
        } else if (event.step.type === "ADD") {
          await applyAddEvent(ctx, tx, batch, signal, { ...event, step: event.step });
        } else {
          await applyExitEvent(ctx, tx, batch, signal, { ...event, step: event.step });
        }
        await saveBatch(tx, batch);
        await fanOutLive(ctx, tx, signal, event);
      },
      { timeoutMs: 30_000 },
    );
  }
}
