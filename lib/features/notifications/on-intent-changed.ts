import type { StoredEvent } from "@/lib/events/catalogue";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";
import { findLiveIntent, type LiveIntent, wasTold } from "./repository.ts";

/**
 * Tells the owner of a real account that an order did not go through: refused by the exchange is a trading failure, which may go out by the
 * second channel; held back by his own limits is news of his copies. Each is told once.
 */
export async function onIntentChanged(
  ctx: Ctx,
  { intentId }: { readonly intentId: string },
  stored: StoredEvent,
): Promise<void> {
  const intent = await findLiveIntent(ctx.db, intentId);
  if (intent?.state === "REJECTED")
    await tellOnce(ctx, intent, "failure", `${exchangeName(intent.exchange)} refused`, utcMs(stored.at));
  if (intent?.state === "BLOCKED") await tellOnce(ctx, intent, "copy", "Not sent", utcMs(stored.at));
}

/** `what` begins the title: "Bybit refused: buy BTC/USDT". */
export async function tellOnce(
  ctx: Ctx,
  intent: LiveIntent,
  kind: "failure" | "copy",
  what: string,
  at: UtcMs,
): Promise<void> {
  const dedupeKey = `intent:${intent.id}:${intent.state}`;
  // The same state comes with every later change of the row.
  if (await wasTold(ctx.db, intent.userId, dedupeKey, utcMs(intent.createdAt))) return;
  await notify(ctx, [
    {
      userId: intent.userId,
      kind,
      title: `${what}: ${intent.side === "BUY" ? "buy" : "sell"} ${intent.symbol}`,
      body: `${PURPOSES[intent.purpose ?? "ENTRY"]} ${intent.reason ?? ""}`.trim(),
      link: "/orders",
      dedupeKey,
      at,
    },
  ]);
}

const PURPOSES = {
  ENTRY: "An entry on your real account.",
  STOP: "The stop of a position on your real account.",
  EXIT: "An exit on your real account.",
} as const;
