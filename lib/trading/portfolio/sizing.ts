import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { type Instrument, meetsMinNotional, roundAmount } from "../market/instrument.ts";
import { priceText } from "../market/price-text.ts";
import { smallestRoundTrip } from "../orders/smallest-round-trip.ts";
import { takerFee } from "../simulated/quote-fills.ts";

/** How large a copy is. `quote`: value in quote units; `equityPct`: share of equity, its fee included; `riskPct`: share of equity that is lost at the stop; `units`: base units. */
const SIZING_TYPES = ["quote", "equityPct", "riskPct", "units"] as const;
export type SizingType = (typeof SIZING_TYPES)[number];

export interface Sizing {
  readonly type: SizingType;
  readonly value: Dec;
}

export interface SizingBasis {
  /** The price of the entry, already to the tick. */
  readonly price: Dec;
  readonly stopLoss: Dec;
  readonly equity: Dec;
  /** Cash that no open position binds. */
  readonly freeCash: Dec;
  /** Lowers the cash that a size binds; it never enlarges the size that the follower chose. */
  readonly leverage: Dec;
  /** What the trade holds already: an addition is sold together with it. */
  readonly held?: Dec;
  /** An exit on paper has no least value. */
  readonly onPaper?: boolean;
}

export interface Size {
  readonly qty: Dec;
  readonly notional: Dec;
  /** Lost at the stop, before fees, in quote units. */
  readonly riskAtStop: Dec;
}

export type NoSize =
  | "no_equity"
  | "stop_at_entry"
  | "below_lot"
  | "below_min_notional"
  | "above_max"
  | "not_enough_cash";

/** The amount of a new position, rounded down to the lot, or the reason in words why there is none. */
export function sizePosition(sizing: Sizing, instrument: Instrument, basis: SizingBasis): Result<Size, NoSize> {
  const { price, stopLoss, equity, leverage } = basis;
  const [base = "", quoteAndSettle = ""] = instrument.symbol.split("/");
  const quote = quoteAndSettle.split(":")[0] ?? "";
  const stopDistance = price.minus(stopLoss).abs();
  if (sizing.type === "equityPct" || sizing.type === "riskPct") {
    if (equity.lte(0)) return refuse("no_equity", "The account has no equity left to size by.");
    if (sizing.type === "riskPct" && stopDistance.isZero())
      return refuse("stop_at_entry", "The stop stands at the entry price, so a size by risk is undefined.");
  }
  const qty = roundAmount(instrument, wantedAmount(sizing, instrument, basis, stopDistance));
  const notional = qty.times(price);
  if (qty.lte(0))
    return refuse(
      "below_lot",
      `The size is below the smallest amount of ${plain(instrument.lot)} ${base}. Choose a larger size.`,
    );
  if (!meetsMinNotional(instrument, qty, price))
    return refuse(
      "below_min_notional",
      `${plain(qty)} ${base} is worth ${amountText(notional)} ${quote}; an order needs at least ${plain(instrument.minNotional)} ${quote}. Choose a larger size.`,
    );
  if (instrument.orderMax !== undefined && qty.gt(instrument.orderMax))
    return refuse(
      "above_max",
      `${plain(qty)} ${base} is more than an order at the exchange may hold (${plain(instrument.orderMax)} ${base}). Choose a smaller size.`,
    );
  // Coins below the smallest order stay where they are, whatever the price does; contracts can always be reduced.
  const least = smallestRoundTrip(instrument, stopLoss, dec(0));
  if (basis.onPaper !== true && instrument.market === "spot" && qty.plus(basis.held ?? 0).lt(least))
    return refuse(
      "below_min_notional",
      `${plain(qty)} ${base} could not be sold again at the stop (${priceText(stopLoss)}): an order needs at least ${plain(instrument.minNotional)} ${quote} there too, so at least ${plain(least)} ${base} have to be bought. Choose a larger size.`,
    );
  const bound = notional.div(leverage).plus(takerFee(instrument, price, qty));
  if (bound.gt(basis.freeCash))
    return refuse(
      "not_enough_cash",
      `The position needs ${amountText(bound)} ${quote} with its fee; ${amountText(basis.freeCash)} ${quote} is free.`,
    );
  return done({ qty, notional, riskAtStop: stopDistance.times(qty) });
}

function wantedAmount(sizing: Sizing, instrument: Instrument, basis: SizingBasis, stopDistance: Dec): Dec {
  const share = basis.equity.times(sizing.value).div(100);
  switch (sizing.type) {
    case "units":
      return sizing.value;
    case "quote":
      return sizing.value.div(basis.price);
    case "equityPct":
      return share.div(basis.price.times(dec(1).plus(instrument.takerBps.div(10_000))));
    case "riskPct":
      return share.div(stopDistance);
  }
}

/** To the cent of the quote currency, for sentences; never for sums. */
function amountText(value: Dec): string {
  return plain(value.toDecimalPlaces(2));
}
