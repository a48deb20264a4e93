import { appendEvent } from "@/lib/events/outbox";
import { type Dec, dec } from "@/lib/kernel/decimal";
import type { VenueFill } from "@/lib/ports/trade-venue";
import {
  addToPosition,
  openPosition,
  type PositionBook,
  type PositionFill,
  reducePosition,
} from "@/lib/trading/portfolio/position";
import { fence } from "./account-repository.ts";
import type { PricedFill } from "./fee-rate.ts";
import { feeOf } from "./fill-fee.ts";
import {
  filledOf,
  type HeldPosition,
  insertFill,
  insertPosition,
  isRecorded,
  lockPosition,
  savePosition,
} from "./fill-repository.ts";
import { insertLateFee } from "./late-fee-repository.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { lockOrder, updateIntent } from "./order-repository.ts";
import { stopAtRunLoss } from "./stop-at-loss.ts";
import { takeStep } from "./take-step.ts";

/**
 * Counts one execution of one of our orders: fill, position and order in one transaction, once for each trade id, whichever way and however
 * often it reaches us. @returns whether it was new
 */
export async function recordFill(
  ctx: OrderCtx,
  account: HeldAccount,
  orderId: string,
  venue: PricedFill,
): Promise<boolean> {
  const isNew = await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const order = await lockOrder(tx, orderId);
    if (await isRecorded(tx, orderId, venue.tradeId)) return false;
    const held = await lockPosition(tx, order.userId, order.origin);
    const fee = feeOf(venue, venue.feeRate);
    const fillId = ctx.ids.make("fill");
    const entered = order.purpose === "ENTRY";
    const usdPerQuote = held?.usdPerQuote ?? order.usdPerQuote ?? dec(1);
    const change = entered ? enter(ctx, held, order, venue, fee) : leave(ctx, held, order, venue, fee);
    if (held === null && change.positionIsNew)
      await insertPosition(tx, change.positionId, order, change.book, usdPerQuote, venue.at);
    await insertFill(tx, {
      id: fillId,
      order,
      positionId: change.positionId,
      venue,
      feeQuote: fee.quote,
      grossPnl: change.grossPnl,
      reason: order.leg.split(":")[0] ?? order.leg,
    });
    if (fee.isLate) await insertLateFee(tx, fillId, order.keyId);
    if (held !== null) {
      const end = change.book.qty.isZero() ? { at: venue.at, reason: order.leg } : null;
      await savePosition(tx, held.id, change.book, change.exitPrice, end);
    }
    ctx.crash("ledger_posted");
    if (order.positionId === null) await updateIntent(tx, order.intentId, { positionId: change.positionId });
    const total = await filledOf(tx, orderId);
    await takeStep(ctx, tx, order, { type: "filled", total }, `trade ${venue.tradeId}`);
    await appendEvent(tx, ctx.clock.now(), {
      type: "position.changed",
      positionId: change.positionId,
      userId: order.userId,
    });
    await stopAtRunLoss(ctx, tx, order, change.grossPnl.minus(fee.quote).times(usdPerQuote));
    ctx.crash("outbox_written");
    return true;
  });
  if (isNew) {
    account.holdings.changed();
    ctx.crash("fill_recorded");
  }
  return isNew;
}

interface Change {
  readonly positionId: string;
  readonly positionIsNew: boolean;
  readonly book: PositionBook;
  readonly exitPrice: Dec | null;
  readonly grossPnl: Dec;
}
type Fee = ReturnType<typeof feeOf>;

function enter(ctx: OrderCtx, held: HeldPosition | null, order: LiveOrder, venue: VenueFill, fee: Fee): Change {
  const part = partOf(venue, venue.qty.minus(fee.base), fee.quote);
  if (held === null) {
    const book = openPosition(order.positionSide, part);
    return { positionId: ctx.ids.make("position"), positionIsNew: true, book, exitPrice: null, grossPnl: dec(0) };
  }
  const book = held.book.qty.isZero() ? reopen(held.book, part) : addToPosition(held.book, part);
  return { positionId: held.id, positionIsNew: false, book, exitPrice: held.exitPrice, grossPnl: dec(0) };
}

/** A late execution of an entry whose position was closed meanwhile: it is held again, and what was realised stays. */
function reopen(book: PositionBook, part: PositionFill): PositionBook {
  return {
    ...book,
    qty: part.qty,
    cost: part.price.times(part.qty),
    entryPrice: part.price,
    entryQty: book.entryQty.plus(part.qty),
    fees: book.fees.plus(part.fee),
  };
}

function leave(ctx: OrderCtx, held: HeldPosition | null, order: LiveOrder, venue: VenueFill, fee: Fee): Change {
  const gone = venue.qty.plus(fee.base);
  if (held === null || held.book.qty.isZero()) {
    ctx.log.error({ orderId: order.id, tradeId: venue.tradeId }, "an order that reduces executed with nothing held");
    const empty = held?.book ?? {
      ...openPosition(order.positionSide, partOf(venue, venue.qty, dec(0))),
      qty: dec(0),
      entryQty: dec(0),
      cost: dec(0),
    };
    return {
      positionId: held?.id ?? ctx.ids.make("position"),
      positionIsNew: held === null,
      book: { ...empty, fees: empty.fees.plus(fee.quote) },
      exitPrice: venue.price,
      grossPnl: dec(0),
    };
  }
  const over = gone.gt(held.book.qty);
  if (over)
    ctx.log.error(
      { orderId: order.id, tradeId: venue.tradeId },
      "an order that reduces executed for more than was held",
    );
  const { position, grossPnl } = reducePosition(held.book, partOf(venue, over ? held.book.qty : gone, fee.quote));
  return {
    positionId: held.id,
    positionIsNew: false,
    book: position,
    grossPnl,
    exitPrice: averageExit(held, position, venue.price),
  };
}

function partOf({ price }: VenueFill, qty: Dec, fee: Dec): PositionFill {
  return { price, qty, fee };
}

/** Average price of all that has left so far, to 18 decimals. */
export function averageExit(before: HeldPosition, after: PositionBook, price: Dec): Dec {
  const left = before.book.entryQty.minus(before.book.qty);
  const now = before.book.qty.minus(after.qty);
  return left
    .times(before.exitPrice ?? 0)
    .plus(price.times(now))
    .div(left.plus(now))
    .toDecimalPlaces(18);
}
