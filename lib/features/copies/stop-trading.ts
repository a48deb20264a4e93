import { appendEvent } from "@/lib/events/outbox";
import { requireLiveScope } from "@/lib/features/accounts/live-scope";
import { engageSwitch } from "@/lib/features/orders/kill-switch";
import { auditLive } from "@/lib/features/subscriptions/audit-live";
import { stopFollows } from "@/lib/features/subscriptions/stop-follows";
import type { Actor } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";
import { type CloseRefusal, closePosition } from "./close-position.ts";
import type { StopTradingInput } from "./input.ts";
import { liveNow, livingOrders } from "./live/live-queries.ts";
import { endWaitingCopies, findOpenPositionIds } from "./repository.ts";

/** What stopped and what did not, position by position: nothing is called stopped that is not. */
export interface StopReport {
  /** Follows that copied until now and only notify from here on. */
  readonly followsStopped: number;
  /** Signals whose entry was still awaited; they will not be entered. */
  readonly waitingEnded: number;
  readonly closed: readonly string[];
  readonly kept: readonly string[];
  /** On real accounts, where the exchange has the last word: nothing new leaves from now on, the rest is under way. null: nothing there. */
  readonly live: { readonly orders: number; readonly positions: number } | null;
  readonly failed: readonly { readonly positionId: string; readonly reason: CloseRefusal; readonly text: string }[];
}

/** What becomes of real accounts, in one line: truthful while the exchange has not confirmed it. */
export function liveStopText({ positions }: NonNullable<StopReport["live"]>, choice: "keep" | "close"): string {
  const held = `${positions} ${positions === 1 ? "position" : "positions"}`;
  return choice === "close"
    ? `On your exchange accounts nothing new is opened. Open orders are taken back, ${held} closed; Orders shows when the exchange has confirmed it.`
    : `On your exchange accounts nothing new is opened. Entries that still wait are taken back; ${held} kept, no order stays: we watch the stops here and close at the market when the price passes one.`;
}

const TRADES_LIVE = "You trade on a real account";

/**
 * For who stops sessions and copies: the refusal of either comes before both, so nothing is half stopped. Keeping asks nothing.
 * @throws AppError "insufficient_scope"
 */
export async function requireScopeToStop(
  ctx: Pick<Ctx, "db">,
  actor: Pick<Actor, "userId" | "scopes">,
  { positions }: StopTradingInput,
): Promise<void> {
  if (positions === "keep") return;
  const [live, orders] = await Promise.all([liveNow(ctx.db, actor.userId), livingOrders(ctx.db, actor.userId)]);
  if (live.follows + live.sessions + live.positions + orders > 0) requireLiveScope(actor, TRADES_LIVE);
}

/**
 * Stops all trading of a user: no new copy opens from the first commit on, then positions are closed at the market or kept, as chosen. Kept ones
 * still get their stops and targets. On real accounts the user's kill switch does it, until he goes live again. Safe to repeat: a second call
 * does what the first left.
 * @throws AppError "insufficient_scope" before anything is done, where a program without the scope `trade:live` would close on real accounts
 */
export async function stopTrading(ctx: Ctx, actor: Actor, input: StopTradingInput): Promise<StopReport> {
  const { userId } = actor;
  const [live, orders] = await Promise.all([liveNow(ctx.db, userId), livingOrders(ctx.db, userId)]);
  const stopsLive = live.follows + live.positions + orders > 0;
  if (stopsLive && input.positions === "close") requireLiveScope(actor, TRADES_LIVE);
  if (stopsLive) {
    const { positions } = input;
    await engageSwitch(ctx, { scope: "USER", key: userId, by: userId, reason: "You stopped all trading.", positions });
  }
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
    live: stopsLive ? { orders, positions: live.positions } : null,
    failed,
  };
}
