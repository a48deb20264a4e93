import type { StoredEvent } from "@/lib/events/catalogue";
import { dec } from "@/lib/kernel/decimal";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { priceText } from "@/lib/trading/market/price-text";
import { notify } from "./notify.ts";
import { findForcedFill, findPositionGone } from "./repository.ts";

const WHY: Readonly<Record<string, readonly [verb: string, why: string]>> = {
  liquidation: ["liquidated", "its margin was used up"],
  adl: ["closed", "it was auto-deleveraged against a trader on the other side who was liquidated"],
  settlement: ["settled", "its market ended"],
};

/** Tells a user that his exchange closed what he held by force. An exchange does so in many executions: the first of each cause tells it. */
export async function onPositionForced(
  ctx: Ctx,
  { positionId, fillId }: { readonly positionId: string; readonly fillId: string },
  stored: StoredEvent,
): Promise<void> {
  const fill = await findForcedFill(ctx.db, fillId);
  const words = fill === null ? undefined : WHY[fill.reason];
  if (fill === null || words === undefined) return;
  const [verb, why] = words;
  const { userId, exchange, symbol } = fill.position;
  await notify(ctx, [
    {
      userId,
      kind: "failure",
      title: `${exchangeName(exchange)} ${verb} your position: ${symbol}`,
      body: `The exchange closed it by itself, from ${priceText(dec(fill.price.toString()))} on: ${why}. The result is in your figures and counts towards your limits.`,
      link: `/positions/${positionId}`,
      dedupeKey: `forced:${positionId}:${fill.reason}`,
      at: utcMs(stored.at),
    },
  ]);
}

/** Tells a user that a position is not at his exchange any more and that nothing there says what became of it. */
export async function onPositionNotHeld(
  ctx: Ctx,
  { positionId }: { readonly positionId: string },
  stored: StoredEvent,
): Promise<void> {
  const position = await findPositionGone(ctx.db, positionId);
  if (position === null) return;
  const { userId, exchange, symbol } = position;
  await notify(ctx, [
    {
      userId,
      kind: "failure",
      title: `Your position is not at ${exchangeName(exchange)} any more: ${symbol}`,
      body: "It was closed here without a result: the exchange shows no liquidation that explains it, so what it won or lost is not in your figures. If you closed it by hand, count that trade in on the Positions page.",
      link: "/positions",
      dedupeKey: `not-held:${positionId}`,
      at: utcMs(stored.at),
    },
  ]);
}
