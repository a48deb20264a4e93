import { goldenJson } from "./golden.ts";

export interface GoldenTrade {
  readonly side: "long" | "short";
  readonly qty: number;
  readonly entry_bar: number;
  readonly exit_bar: number;
  readonly entry_time: number;
  readonly exit_time: number;
  readonly entry_price: number;
  readonly exit_price: number;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly fees: number;
  readonly gross_pnl: number;
  readonly pnl: number;
  readonly level?: number;
}

export interface GoldenBacktest {
  readonly name: string;
  readonly data: string;
  readonly rows: number;
  readonly timeframe: string;
  readonly initial_cash: number;
  readonly fee_rate: number;
  readonly levels?: readonly number[];
  readonly A: {
    readonly metrics: Readonly<Record<string, number | null>>;
    readonly trades: readonly GoldenTrade[];
    readonly open_trades: readonly GoldenTrade[];
    readonly equity_daily: readonly (readonly [number, number])[];
  };
}

/** A file of ../shared/golden/backtests, without its ending. */
export function goldenBacktest(name: string): GoldenBacktest {
  return goldenJson<GoldenBacktest>(`backtests/${name}.json`);
}
