import { dec } from "@/lib/kernel/decimal";
import type { Ctx } from "@/lib/ports/ctx";
import { priceText } from "@/lib/trading/market/price-text";
import { notifySubscribers } from "./notify-subscribers.ts";
import { findSignalEvents, type ToldEvent } from "./repository.ts";

const VERBS: Readonly<Record<string, string>> = {
  OPEN: "New signal",
  ENTER: "Entered",
  ADD: "Added to",
  REDUCE: "Reduced",
  CLOSE: "Closed",
  CANCEL: "Cancelled",
  EXPIRE: "Expired",
};

/**
 * Tells everyone with access of signals and of their course, all of these events in one statement. Who copies a signal is told of its course
 * by his copy, so that one thing is said once; moves of the stop are in the feed alone.
 */
export async function onSignalEvents(
  ctx: Ctx,
  refs: readonly { readonly strategyId: string; readonly seq: number }[],
): Promise<void> {
  const events = await findSignalEvents(ctx.db, refs);
  await notifySubscribers(
    ctx,
    events.flatMap((event) => {
      const verb = VERBS[event.type];
      if (verb === undefined) return [];
      const { strategyId, seq, signalId, receivedAt, publishedAt, openSeq, side, symbol } = event;
      return {
        strategyId,
        seq,
        signalId,
        publishedAt,
        openSeq,
        title: `${verb}: ${side === "LONG" ? "long" : "short"} ${symbol}`,
        body: `${event.strategyName}${facts(event)}`,
        at: receivedAt,
      };
    }),
  );
}

function facts({ type, price, entryPrice, stopLoss }: ToldEvent): string {
  if (type === "OPEN") return ` · ${entryPrice === null ? "" : `entry ${text(entryPrice)}, `}stop ${text(stopLoss)}`;
  return price === null ? "" : ` · at ${text(price)}`;
}

function text(value: string): string {
  return priceText(dec(value));
}
