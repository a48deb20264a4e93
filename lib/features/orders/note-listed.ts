import { appendEvent } from "@/lib/events/outbox";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { fence } from "./account-repository.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { type OpenPosition, setUnlisted } from "./position-repository.ts";

/**
 * Keeps on record whether a position's exchange lists its symbol. Where it does not any more, its owner and the admins are told, once until it is listed
 * again: neither a stop nor an exit can leave meanwhile.
 */
export async function noteListed(
  ctx: OrderCtx,
  account: HeldAccount,
  position: OpenPosition,
  isListed: boolean,
): Promise<void> {
  if (isListed === (position.unlistedSince === null)) return;
  const { id: positionId, userId, symbol } = position;
  const exchange = exchangeName(account.exchange);
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const now = ctx.clock.now();
    await setUnlisted(tx, positionId, isListed ? null : now);
    await appendEvent(tx, now, { type: "position.changed", positionId, userId });
    if (isListed) return;
    await appendEvent(tx, now, { type: "position.unlisted", positionId, userId });
    await appendEvent(tx, now, {
      type: "operations.alarm",
      key: `unlisted:${account.exchange}:${symbol}`,
      title: `${exchange} does not list ${symbol} any more`,
      body: `Open positions in it can be neither left nor guarded until it is listed again, which is looked for each minute. Their owners are told.`,
      link: "/admin/exchanges",
    });
  });
}
