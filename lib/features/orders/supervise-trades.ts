import { appendEvent } from "@/lib/events/outbox";
import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import { exitPriceOf } from "@/lib/trading/market/quote";
import { hasEnded } from "@/lib/trading/orders/order-life";
import { NOT_HELD, superviseTrade, type Trade, type TradeCommand } from "@/lib/trading/orders/supervise";
import { fence } from "./account-repository.ts";
import { wantCancelled } from "./cancel-order.ts";
import { catchUpFills } from "./catch-up-fills.ts";
import { lockPosition, savePosition } from "./fill-repository.ts";
import type { LiveOrder } from "./live-order.ts";
import { noteListed } from "./note-listed.ts";
import { obeyDrift } from "./obey-drift.ts";
import { chosenFor } from "./obey-switches.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { findOrders } from "./order-repository.ts";
import { planExit } from "./plan-exit.ts";
import { noteStopAsked, type OpenPosition, openPosition, openPositions } from "./position-repository.ts";
import { sharesSwap } from "./shared-swap.ts";
import type { KillSwitch } from "./switch-repository.ts";

/** A price older than this decides no stop that the worker holds. */
const PRICE_MAX_AGE_MS = 30 * SECOND_MS;

/**
 * Looks after every open trade of an account: its stop, its exits, its end, and what kill switches chose for it; takes off what rests for one that
 * has ended. @returns those that are open
 */
export async function superviseTrades(
  ctx: OrderCtx,
  account: HeldAccount,
  engaged: readonly KillSwitch[],
  living: readonly LiveOrder[],
): Promise<readonly OpenPosition[]> {
  const positions = await openPositions(ctx.db, account.keyId);
  await dropIdleStops(ctx, account, living, positions);
  if (positions.length === 0) return positions;
  const orders = await findOrders(ctx.db, {
    keyId: account.keyId,
    intent: { origin: { in: positions.map(({ origin }) => origin) } },
  });
  for (const position of positions) {
    const own = orders.filter(({ origin, userId }) => origin === position.origin && userId === position.userId);
    const trade = await tradeOf(ctx, account, position, own, {
      stopped: chosenFor(position, engaged),
      shared: sharesSwap(position, positions, living),
    });
    if (trade === null) continue;
    for (const command of superviseTrade(trade, ctx.clock.now())) await obey(ctx, account, position, command);
  }
  return positions;
}

/**
 * A stop outlives its trade where nothing had to make room for the exit: contracts are left with their stop in place (isSendable). It reduces nothing
 * any more, and would stand in the way of the next trade.
 */
async function dropIdleStops(
  ctx: OrderCtx,
  account: HeldAccount,
  living: readonly LiveOrder[],
  positions: readonly OpenPosition[],
): Promise<void> {
  const open = new Set(positions.map(({ origin }) => origin));
  for (const { id, purpose, origin, cancelAskedAt } of living)
    if (purpose === "STOP" && cancelAskedAt === null && !open.has(origin))
      await wantCancelled(ctx, account, id, "Its position is closed.");
}

async function obey(ctx: OrderCtx, account: HeldAccount, position: OpenPosition, command: TradeCommand): Promise<void> {
  switch (command.type) {
    case "cancel":
      return wantCancelled(ctx, account, command.orderId, command.reason);
    case "placeStop": {
      const { leg, qty, trigger } = command;
      // Its orders were read after it: an exit that executed between the two looks as if nothing protected what is held.
      const held = await openPosition(ctx.db, position.userId, position.id);
      if (held?.qty.eq(position.qty) !== true) return;
      await planExit(ctx, position, { purpose: "STOP", leg, type: "stop", qty, trigger });
      return;
    }
    case "exit":
      ctx.log.warn({ positionId: position.id, leg: command.leg, reason: command.reason }, "a position is left");
      await planExit(ctx, position, {
        purpose: "EXIT",
        leg: command.leg,
        type: "market",
        qty: command.qty,
        trigger: null,
      });
      return;
    case "askAboutStop":
      return askAboutStop(ctx, account, position);
    case "close":
      return closeEmpty(ctx, account, position, command.why);
  }
}

async function tradeOf(
  ctx: OrderCtx,
  account: HeldAccount,
  position: OpenPosition,
  orders: readonly LiveOrder[],
  along: Pick<Trade, "stopped" | "shared">,
): Promise<Trade | null> {
  const instrument = await account.trade.instrument(position);
  const isListed = instrument.ok ? instrument.value.unlisted !== true : instrument.reason !== "unlisted";
  await noteListed(ctx, account, position, isListed);
  if (!instrument.ok) return null;
  const ticker = await ctx.prices.latest(account.exchange, position.symbol);
  const fresh = ticker !== null && ctx.clock.now() - ticker.receivedAt <= PRICE_MAX_AGE_MS;
  const abilities = ctx.tradeVenues.abilities.find(({ id }) => id === account.exchange);
  return {
    side: position.side,
    market: position.market,
    held: position.qty,
    stopLoss: position.stopLoss,
    price: fresh ? exitPriceOf(position.side, ticker) : null,
    entryPrice: position.entryPrice,
    instrument: instrument.value,
    restingStop: abilities?.restingStop[position.market] === true && instrument.value.takesStops !== false,
    ...along,
    orders: orders.map((order) => ({
      id: order.id,
      purpose: order.purpose,
      leg: order.leg,
      state: order.life.state,
      qty: order.qty,
      meant: order.meant,
      filled: order.life.filled,
      trigger: order.trigger,
      cancelAsked: order.cancelAskedAt !== null,
      refusal: order.refusal,
      plannedAt: order.createdAt,
      endedAt: order.changedAt,
    })),
  };
}

/** Once for each position: the notice is keyed by it. */
async function askAboutStop(ctx: OrderCtx, account: HeldAccount, position: OpenPosition): Promise<void> {
  if (position.stopAskedAt !== null) return;
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const now: UtcMs = ctx.clock.now();
    await noteStopAsked(tx, position.id, now);
    await appendEvent(tx, now, { type: "position.stop_removed", positionId: position.id, userId: position.userId });
  });
}

/**
 * What is too small to be sold stays at the exchange, and what that has none of cannot be left; the trade has ended. What it is not held by is looked for once
 * more before: a trade there which the exchange forced is its end, with its price.
 */
async function closeEmpty(
  ctx: OrderCtx,
  account: HeldAccount,
  position: OpenPosition,
  why: Extract<TradeCommand, { type: "close" }>["why"],
): Promise<void> {
  if (why === NOT_HELD) {
    if ((await catchUpFills(ctx, account, position, true)) === null) return;
    await obeyDrift(ctx, account);
  }
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const held = await lockPosition(tx, position.userId, position.origin);
    if (held === null || held.state === "CLOSED" || !held.book.qty.eq(position.qty)) return;
    const orders = await findOrders(tx, { keyId: account.keyId, intent: { origin: position.origin } });
    if (orders.some(({ life }) => !hasEnded(life.state))) return;
    const now = ctx.clock.now();
    const left = orders.findLast(({ purpose, life }) => purpose !== "ENTRY" && life.filled.gt(0));
    const reason = why === "dust" ? (left?.leg ?? why) : why;
    await savePosition(tx, held.id, held.book, held.exitPrice, { at: now, reason });
    const whose = { positionId: held.id, userId: position.userId };
    await appendEvent(tx, now, { type: "position.changed", ...whose });
    if (why === NOT_HELD) await appendEvent(tx, now, { type: "position.not_held", ...whose });
  });
}
