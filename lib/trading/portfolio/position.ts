import { type Dec, dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { exitPriceOf, type Quote, type Side } from "../market/quote.ts";

/** What a fill brings to a position: the fee is in the quote currency; below 0 it was paid (a maker's rebate). */
export interface PositionFill {
  readonly price: Dec;
  readonly qty: Dec;
  readonly fee: Dec;
}

/** A position in exact numbers. Net result = grossPnl - fees; what is still held is marked apart. */
export interface PositionBook {
  readonly side: Side;
  /** Held now, in base units. */
  readonly qty: Dec;
  /** All that was ever entered. */
  readonly entryQty: Dec;
  /** Quote units paid for what is held. Kept beside the average price, so that no rounding of the average is ever lost. */
  readonly cost: Dec;
  /** Average price of what is held, to 18 decimals; of the last held once closed. */
  readonly entryPrice: Dec;
  /** Realised, before fees. */
  readonly grossPnl: Dec;
  /** Paid so far, entry and exits. */
  readonly fees: Dec;
}

/** @throws AppError "invariant" unless quantity and price are above 0 and the fee is a number */
export function openPosition(side: Side, fill: PositionFill): PositionBook {
  checkFill(fill);
  return {
    side,
    qty: fill.qty,
    entryQty: fill.qty,
    cost: fill.price.times(fill.qty),
    entryPrice: fill.price,
    grossPnl: dec(0),
    fees: fill.fee,
  };
}

/** A position as its row keeps it; exact for one that was entered at one price. */
export function positionOf(row: Omit<PositionBook, "cost">): PositionBook {
  return { ...row, cost: row.entryPrice.times(row.qty) };
}

/** Enlarges a position. @throws AppError "invariant" when it is closed */
export function addToPosition(position: PositionBook, fill: PositionFill): PositionBook {
  checkFill(fill);
  invariant(position.qty.gt(0), "a closed position cannot be added to");
  const qty = position.qty.plus(fill.qty);
  const cost = position.cost.plus(fill.price.times(fill.qty));
  return {
    ...position,
    qty,
    cost,
    entryQty: position.entryQty.plus(fill.qty),
    entryPrice: cost.div(qty).toDecimalPlaces(18),
    fees: position.fees.plus(fill.fee),
  };
}

/**
 * Takes `fill.qty` out; all of it closes the position. `grossPnl` is what this fill alone realised. The last part takes the whole remaining
 * cost, so the parts always sum to the whole.
 * @throws AppError "invariant" when more is taken than is held
 */
export function reducePosition(
  position: PositionBook,
  fill: PositionFill,
): { readonly position: PositionBook; readonly grossPnl: Dec } {
  checkFill(fill);
  invariant(fill.qty.lte(position.qty), `cannot take ${fill.qty} out of a position of ${position.qty}`);
  const last = fill.qty.eq(position.qty);
  const cost = last ? position.cost : position.cost.times(fill.qty).div(position.qty).toDecimalPlaces(18);
  const proceeds = fill.price.times(fill.qty);
  const grossPnl = position.side === "LONG" ? proceeds.minus(cost) : cost.minus(proceeds);
  return {
    grossPnl,
    position: {
      ...position,
      qty: position.qty.minus(fill.qty),
      cost: position.cost.minus(cost),
      grossPnl: position.grossPnl.plus(grossPnl),
      fees: position.fees.plus(fill.fee),
    },
  };
}

/** Realised result after all fees paid so far, in quote units. */
export function realisedPnl(position: Pick<PositionBook, "grossPnl" | "fees">): Dec {
  return position.grossPnl.minus(position.fees);
}

/** What leaving now at the bid (ask for a short) would bring beyond the entry, before the exit's fee, in quote units. */
export function unrealisedPnl(position: Pick<PositionBook, "side" | "qty" | "cost">, quote: Quote): Dec {
  const value = exitPriceOf(position.side, quote).times(position.qty);
  return position.side === "LONG" ? value.minus(position.cost) : position.cost.minus(value);
}

function checkFill(fill: PositionFill): void {
  invariant(fill.qty.gt(0), `a fill of ${fill.qty} is none`);
  invariant(fill.price.gt(0), `a fill at ${fill.price} is none`);
  invariant(fill.fee.isFinite(), `a fee of ${fill.fee} is none`);
}
