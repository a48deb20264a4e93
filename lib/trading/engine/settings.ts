import type { Sizing } from "@/lib/trading/orders/order";

/** Funding of a swap: `rate` is paid by longs to shorts (when positive) at each `time`, milliseconds UTC, rising. */
export interface FundingColumns {
  readonly time: Float64Array;
  readonly rate: Float64Array;
}

/** All that a run is computed with besides candles, strategy and parameters. Rates are fractions: 0.001 is 0.1 %. */
export interface RunSettings {
  /** Quote money at the start. */
  readonly cash: number;
  readonly makerFee: number;
  readonly takerFee: number;
  /**
   * Against us on every fill but a limit's, in basis points of the price before it. That price is inside the bar; the slipped one may lie
   * beyond its high or low, by no more than this: a bound at the extreme would make the worst fills the cheapest.
   */
  readonly slippageBps: number;
  /** Whole distance of bid and ask in basis points; half of it goes against each market and stop fill. */
  readonly spreadBps: number;
  readonly market: "spot" | "swap";
  /** 1 on spot. Margin of a position = notional / leverage. */
  readonly leverage: number;
  /** On swaps a position is liquidated when its margin and result together fall to this part of its notional (0.005 unless told). */
  readonly maintenanceMargin: number;
  readonly sizing: Sizing;
  /** Steps of price and amount and the smallest order value; 0: nothing is rounded, nothing too small. */
  readonly tick: number;
  readonly lot: number;
  readonly minNotional: number;
  /** Entries that may be open in one direction at once; 1 unless told. */
  readonly pyramiding: number;
  /** What happens to what is open after the last bar: stays open, or is sold at the last bar's close or open. */
  readonly atEnd: "keep" | "close" | "open";
  /** Length of a bar in milliseconds. */
  readonly barMs: number;
  readonly funding: FundingColumns | null;
}

export const DEFAULT_SETTINGS: Omit<RunSettings, "barMs"> = {
  cash: 10_000,
  makerFee: 0.001,
  takerFee: 0.001,
  slippageBps: 0,
  spreadBps: 0,
  market: "spot",
  leverage: 1,
  maintenanceMargin: 0.005,
  sizing: { type: "equityPct", value: 95 },
  tick: 0,
  lot: 0,
  minNotional: 0,
  pyramiding: 1,
  atEnd: "keep",
  funding: null,
};
