import { appendEvent } from "@/lib/events/outbox";
import { auditLive } from "@/lib/features/subscriptions/audit-live";
import { stopFollows } from "@/lib/features/subscriptions/stop-follows";
import type { Actor } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";
import { type CloseRefusal, closePosition } from "./close-position.ts";
import type { StopTradingInput } from "./input.ts";
import { endWaitingCopies, findOpenPositionIds } from "./repository.ts";

/** What stopped and what did not, position by position: nothing is called stopped that is not. */
export interface StopReport {
  /** Follows that copied until now and only notify from here on. */
  readonly followsStopped: number;
  /** Signals whose entry was still awaited; they will not be entered. */
  readonly waitingEnded: number;
  readonly closed: readonly string[];
  readonly kept: readonly string[];
  readonly failed: readonly { readonly positionId: string; readonly reason: CloseRefusal; readonly text: string }[];
}

/**
 * Stops all paper trading of a user: no new copy opens from the first commit on, then positions are closed at the market or kept, as
 * chosen. Kept ones still get their stops and targets. Safe to repeat: a second call does what the first left.
 */
export async function stopTrading(ctx: Ctx, actor: Actor, input: StopTradingInput): Promise<StopReport> {
  const { userId } = actor;
  const { follows, waiting } = await ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const follows = await stopFollows(tx, userId, now);
    const waiting = await endWaitingCopies(tx, userId, {
      reason: "stopped",
      text: "You stopped all trading before the signal's entry was reached",
      at: now,
    });
    await appendEvent(
      tx,
      now,
      ...waiting.map(({ copyId, signalId }) => ({ type: "copy.changed" as const, copyId, userId, signalId })),
    );
    for (const { id, wasLive } of follows)
      if (wasLive) await auditLive(tx, ctx, actor, id, "live.off", { by: "stop all" });
    return { follows, waiting };
  });

  // Read after that commit: a copy that was opening at this moment is among them.
  const open = await findOpenPositionIds(ctx.db, userId);
  const closed: string[] = [];
  const failed: { positionId: string; reason: CloseRefusal; text: string }[] = [];
  for (const positionId of input.positions === "close" ? open : []) {
    const result = await closePosition(ctx, actor, positionId, {}, { reason: "stopAll" });
    // "conflict": its own stop or target closed it meanwhile, which is what was asked for.
    if (result.ok || result.reason === "conflict") closed.push(positionId);
    else failed.push({ positionId, reason: result.reason, text: result.detail ?? "It could not be closed." });
  }
  return {
    followsStopped: follows.length,
    waitingEnded: waiting.length,
    closed,
    kept: input.positions === "keep" ? open : [],
    failed,
  };
}
