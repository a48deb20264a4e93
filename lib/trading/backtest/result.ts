import type { Refusal, Side } from "@/lib/trading/orders/order";

/** Closed trades, one row each in the order they closed, as columns. A part sold at a target is a trade of its own. Prices after slippage. */
export interface TradeColumns {
  readonly length: number;
  /** 1 long, -1 short. */
  readonly side: Int8Array;
  readonly qty: Float64Array;
  /** Index of the bar of the fill. */
  readonly entryBar: Int32Array;
  readonly exitBar: Int32Array;
  readonly entryPrice: Float64Array;
  readonly exitPrice: Float64Array;
  /** As fixed at the decision; NaN: none. */
  readonly stop: Float64Array;
  readonly target: Float64Array;
  /** Both sides' fees, quote. */
  readonly fees: Float64Array;
  /** Received (+) or paid (-) while it was open, quote. */
  readonly funding: Float64Array;
  /** side × (exit − entry) × qty. */
  readonly grossPnl: Float64Array;
  /** grossPnl − fees + funding. */
  readonly pnl: Float64Array;
  /** Index into EXIT_REASONS. */
  readonly exitReason: Uint8Array;
  /** The strategy's own mark of the entry; -1: none. */
  readonly tag: Int32Array;
}

/** An entry still open after the last bar. */
export interface OpenTrade {
  readonly side: Side;
  readonly qty: number;
  readonly entryBar: number;
  readonly entryPrice: number;
  readonly stop: number | null;
  readonly target: number | null;
  readonly entryFee: number;
  readonly funding: number;
  readonly tag: number;
}

/** What one run gives, before any figure is made of it. */
export interface RunResult {
  readonly trades: TradeColumns;
  readonly open: readonly OpenTrade[];
  /** Cash plus value of what is open, at each bar's close. */
  readonly equity: Float64Array;
  /** Bars in which something was held at some moment, entry and exit bars included. */
  readonly barsInMarket: number;
  /** Entries that were not made, by reason, so that nothing vanishes in silence. */
  readonly refused: Readonly<Partial<Record<Refusal, number>>>;
}
