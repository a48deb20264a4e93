import { entitledSince } from "@/lib/features/subscriptions/entitled-since";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { priceText } from "@/lib/trading/market/price-text";
import { notify } from "./notify.ts";
import { findCopyUsers, findSignalEvent } from "./repository.ts";

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
 * Tells everyone with access of a signal and of its course. Who copies it is told of its course by his copy, so that one thing is said once;
 * moves of the stop are in the feed alone.
 */
export async function onSignalEvent(
  ctx: Ctx,
  { strategyId, seq }: { readonly strategyId: string; readonly seq: number },
): Promise<void> {
  const event = await findSignalEvent(ctx.db, strategyId, seq);
  const verb = event === null ? undefined : VERBS[event.type];
  if (event === null || verb === undefined) return;
  const { signal, strategy } = event;
  const [since, copying] = await Promise.all([
    entitledSince(ctx.db, strategyId, ctx.clock.now()),
    event.type === "OPEN" ? new Set<string>() : findCopyUsers(ctx.db, signal.id),
  ]);
  const heard = utcMs(signal.receivedAt);
  await notify(
    ctx,
    [...since]
      .filter(([userId, from]) => from <= heard && !copying.has(userId))
      .map(([userId]) => ({
        userId,
        kind: "signal" as const,
        title: `${verb}: ${signal.side === "LONG" ? "long" : "short"} ${signal.symbol}`,
        body: `${strategy.name}${facts(event)}`,
        link: `/signals/${signal.id}`,
        dedupeKey: `signal:${strategyId}:${seq}`,
        at: utcMs(event.receivedAt),
      })),
  );
}

function facts({ type, body, signal }: NonNullable<Awaited<ReturnType<typeof findSignalEvent>>>): string {
  const price = typeof body === "object" && body !== null && !Array.isArray(body) ? body.price : undefined;
  if (type === "OPEN") {
    const entry = signal.entryPrice === null ? "" : `entry ${text(signal.entryPrice)}, `;
    return ` · ${entry}stop ${text(signal.stopLoss)}`;
  }
  return typeof price === "string" ? ` · at ${priceText(dec(price))}` : "";
}

function text(value: { toString(): string }): string {
  return priceText(dec(value.toString()));
}
