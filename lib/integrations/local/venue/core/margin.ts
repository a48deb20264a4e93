import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Books } from "./books.ts";
import { marketOf } from "./listing.ts";
import type { Position } from "./rows.ts";

/** Part of the position's value that must be left (SPEC 5). */
export const MAINTENANCE = dec("0.005");

export interface PositionFigures {
  readonly mark: Dec;
  readonly entryPrice: Dec;
  readonly notional: Dec;
  readonly unrealised: Dec;
  readonly margin: Dec;
}

export function figuresOf(books: Books, position: Position): PositionFigures {
  const market = marketOf(position.exchange, position.symbol);
  const size = position.qty.abs();
  const entryPrice = size.isZero() ? dec(0) : position.value.div(size).toDecimalPlaces(8);
  const mark = (market === undefined ? null : books.quotes.of(market)?.last) ?? entryPrice;
  const notional = size.times(mark);
  const gain = notional.minus(position.value);
  return {
    mark,
    entryPrice,
    notional,
    unrealised: position.qty.isNegative() ? gain.negated() : gain,
    margin: notional.div(position.leverage).toDecimalPlaces(8),
  };
}

/** Cross margin: every position of the account counts, at the last price. */
export function swapMargin(books: Books, account: string) {
  let [unrealised, positionMargin, maintenance] = [dec(0), dec(0), dec(0)];
  for (const position of books.positions(account)) {
    if (position.qty.isZero()) continue;
    const figures = figuresOf(books, position);
    unrealised = unrealised.plus(figures.unrealised);
    positionMargin = positionMargin.plus(figures.margin);
    maintenance = maintenance.plus(figures.notional.times(MAINTENANCE));
  }
  return { unrealised, positionMargin, maintenance };
}

/** The last price at which this position would be closed by force, were it the account's only one; null: none above 0. */
export function liquidationPrice(position: Position, wallet: Dec): Dec | null {
  const size = position.qty.abs();
  if (size.isZero()) return null;
  const price = position.qty.isNegative()
    ? wallet.plus(position.value).div(size.times(dec(1).plus(MAINTENANCE)))
    : position.value.minus(wallet).div(size.times(dec(1).minus(MAINTENANCE)));
  return price.gt(0) ? price.toDecimalPlaces(8) : null;
}

export function leverageOf(books: Books, account: string, symbol: string): number {
  return books.position(account, symbol)?.leverage ?? 20;
}
