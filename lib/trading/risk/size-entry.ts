import type { Refusal, Sizing } from "@/lib/trading/orders/order";
import { type StepSize, stepDown } from "@/lib/trading/orders/step-size";

export interface SizingBasis {
  readonly side: 1 | -1;
  /** What a unit costs: the fill's price, slippage in it. */
  readonly price: number;
  /** NaN: none. */
  readonly stop: number;
  /** Fee of the fill as a fraction. */
  readonly feeRate: number;
  readonly equity: number;
  /** Money that no position binds. */
  readonly freeCash: number;
  /** Lowers what an entry binds; it never enlarges the size that was asked for. */
  readonly leverage: number;
  readonly lot: StepSize | null;
  readonly minNotional: number;
}

/** The amount of an entry in base units, down to the lot, or why there is none. Lot first, then the smallest order, then the cash. */
export function sizeEntry(sizing: Sizing, basis: SizingBasis): number | Refusal {
  const wanted = wantedQty(sizing, basis);
  if (typeof wanted !== "number") return wanted;
  let qty = stepDown(basis.lot, wanted);
  if (sizing.type === "equityPct" && boundBy(qty, basis) > basis.freeCash && sizing.value <= 100) {
    // All of the cash, missed by the last digit of a float: one lot, or that digit, less.
    qty = basis.lot === null ? qty * (1 - 4 * Number.EPSILON) : stepDown(basis.lot, qty - basis.lot.size / 2);
  }
  if (!(qty > 0)) return "zero_quantity";
  if (qty * basis.price < basis.minNotional) return "below_min_notional";
  return boundBy(qty, basis) > basis.freeCash ? "no_cash" : qty;
}

/** Margin and fee of an entry of `qty`. */
function boundBy(qty: number, { price, leverage, feeRate }: SizingBasis): number {
  const notional = qty * price;
  return notional / leverage + notional * feeRate;
}

function wantedQty(sizing: Sizing, { price, stop, side, equity, freeCash, feeRate }: SizingBasis): number | Refusal {
  switch (sizing.type) {
    case "units":
      return sizing.value;
    case "quote":
      return sizing.value / price;
    case "equityPct":
      return ((sizing.value / 100) * freeCash) / (price * (1 + feeRate));
    case "riskPct": {
      const distance = side * (price - stop);
      return distance > 0 ? ((sizing.value / 100) * equity) / distance : "no_stop";
    }
  }
}
