import type { Dec } from "@/lib/kernel/decimal";
import { type Instrument, meetsMinNotional, roundAmount } from "@/lib/trading/market/instrument";
import type { PositionBook } from "@/lib/trading/portfolio/position";

/** What a REDUCE takes out of a copy. `all`: nothing worth holding would be left. */
export type ReduceDecision =
  | { readonly take: "part" | "all"; readonly qty: Dec }
  | { readonly take: "nothing"; readonly qty: Dec };

/**
 * The part of a copy that leaves at a target: `fraction` of what was first entered, rounded down to the lot, never more than is held. A part
 * below the venue's smallest order stays for the last exit; a rest below it leaves along, since it could not leave alone.
 */
export function reduceAmount(
  position: Pick<PositionBook, "qty" | "entryQty">,
  instrument: Instrument,
  fraction: Dec,
  price: Dec,
): ReduceDecision {
  const wanted = roundAmount(instrument, position.entryQty.times(fraction));
  if (wanted.gte(position.qty)) return { take: "all", qty: position.qty };
  const rest = position.qty.minus(wanted);
  if (!meetsMinNotional(instrument, rest, price)) return { take: "all", qty: position.qty };
  if (wanted.isZero() || !meetsMinNotional(instrument, wanted, price)) return { take: "nothing", qty: wanted };
  return { take: "part", qty: wanted };
}
