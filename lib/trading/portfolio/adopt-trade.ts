import { type Dec, dec } from "@/lib/kernel/decimal";
import type { MarketKind } from "../market/instrument.ts";
import { addToPosition, openPosition, type PositionBook, type PositionFill, reducePosition } from "./position.ts";

export type Adoption =
  | {
      readonly kind: "opens" | "enlarges" | "reduces";
      readonly book: PositionBook;
      readonly grossPnl: Dec;
      readonly qty: Dec;
    }
  /** Coins sold that no trade of ours held: there is nothing to take over. */
  | { readonly kind: "nothing" };

/**
 * What a trade made by hand makes of a position when its user says that it belongs to it: it enlarges it, takes out at most what is held, or, where
 * nothing is held, opens one. A spot account cannot be short.
 */
export function adoptTrade(
  book: PositionBook | null,
  trade: PositionFill & { readonly side: "BUY" | "SELL" },
  market: MarketKind,
): Adoption {
  const side = trade.side === "BUY" ? "LONG" : "SHORT";
  if (book === null || book.qty.isZero()) {
    if (market === "spot" && side === "SHORT") return { kind: "nothing" };
    return { kind: "opens", book: openPosition(side, trade), grossPnl: dec(0), qty: trade.qty };
  }
  if (book.side === side)
    return { kind: "enlarges", book: addToPosition(book, trade), grossPnl: dec(0), qty: trade.qty };
  const qty = trade.qty.lt(book.qty) ? trade.qty : book.qty;
  const { position, grossPnl } = reducePosition(book, { ...trade, qty, fee: trade.fee.times(qty).div(trade.qty) });
  return { kind: "reduces", book: position, grossPnl, qty };
}
