import { endEntries } from "@/lib/features/orders/end-entries";
import { exitPosition } from "@/lib/features/orders/exit-position";
import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import { engagedReason } from "@/lib/features/orders/queries";
import { heldBySession } from "@/lib/features/orders/trade-queries";
import { dec } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import type { StandingEntry } from "@/lib/trading/engine/standing";
import { exitPriceOf } from "@/lib/trading/market/quote";
import { endLiveSession } from "./end-live-session.ts";
import { type LiveSession, originOf, PRICELESS_MAX_MS } from "./live-session.ts";

const PRICELESS = "Its market had no price for five minutes.";

/**
 * Leaves what the twin does not hold (any more), and what has reached its target; ends the session where its market is silent or its own kill switch was
 * pulled. Needs no answer of the exchange; repeated, it does nothing, since each
 * leg of a trade is meant once.
 */
export async function leaveByState(
  ctx: OrderCtx,
  account: HeldAccount,
  session: LiveSession,
  /** When this process began to listen. */
  since: UtcMs,
): Promise<void> {
  const now = ctx.clock.now();
  const price = await ctx.prices.latest(account.exchange, session.symbol);
  const heardAt = Math.max(price?.receivedAt ?? 0, session.startedAt, since);
  if (now - heardAt > PRICELESS_MAX_MS) {
    await endLiveSession(ctx, session, PRICELESS);
    return;
  }
  const stopped = await engagedReason(ctx.db, "SESSION", session.id);
  if (stopped !== null) {
    await endLiveSession(ctx, session, stopped);
    return;
  }
  const { holds, enters } = session.standing;
  const stands = new Map<string, StandingEntry>();
  for (const one of [holds, enters]) if (one !== null) stands.set(originOf(session.id, one.order), one);
  for (const position of await heldBySession(ctx.db, account.keyId, session.id)) {
    const entry = stands.get(position.origin);
    if (entry === undefined) {
      const { ended } = await endEntries(ctx, account, position.origin, "The strategy has left the market.");
      if (ended) await exitPosition(ctx, session.userId, position.id, { leg: "close", fraction: null });
    } else if (price !== null && entry.target !== null && now - price.receivedAt <= PRICELESS_MAX_MS) {
      const touch = exitPriceOf(position.side, price);
      const reached = position.side === "LONG" ? touch.gte(dec(entry.target)) : touch.lte(dec(entry.target));
      if (reached) await exitPosition(ctx, session.userId, position.id, { leg: "target:1", fraction: null });
    }
  }
}
