import type { RunResult } from "@/lib/trading/backtest/result";
import { EXIT_REASONS, type ExitReason } from "@/lib/trading/orders/order";

/**
 * One closed trade as API, command line and reports show it (SPEC 5). Times are the open of their bar in milliseconds, as those of candles and
 * equity are; NaN is null.
 */
export interface TradeView {
  readonly side: "LONG" | "SHORT";
  readonly qty: number;
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryTime: number;
  readonly exitTime: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly stop: number | null;
  readonly target: number | null;
  readonly fees: number;
  readonly funding: number;
  readonly grossPnl: number;
  readonly pnl: number;
  readonly exitReason: ExitReason;
  /** The strategy's own mark of the entry, as a grid's level. */
  readonly tag: number | null;
}

export function tradeViews({ trades }: Pick<RunResult, "trades">, time: Float64Array): TradeView[] {
  const at = (bar: number): number => time[bar] ?? 0;
  return Array.from({ length: trades.length }, (_, row) => {
    const cell = (column: ArrayLike<number>): number => column[row] ?? Number.NaN;
    const tag = cell(trades.tag);
    return {
      side: cell(trades.side) > 0 ? "LONG" : "SHORT",
      qty: cell(trades.qty),
      entryBar: cell(trades.entryBar),
      exitBar: cell(trades.exitBar),
      entryTime: at(cell(trades.entryBar)),
      exitTime: at(cell(trades.exitBar)),
      entryPrice: cell(trades.entryPrice),
      exitPrice: cell(trades.exitPrice),
      stop: orNull(cell(trades.stop)),
      target: orNull(cell(trades.target)),
      fees: cell(trades.fees),
      funding: cell(trades.funding),
      grossPnl: cell(trades.grossPnl),
      pnl: cell(trades.pnl),
      exitReason: EXIT_REASONS[cell(trades.exitReason)] ?? "end",
      tag: tag < 0 ? null : tag,
    };
  });
}

/** `[time, value]` at each bar's close: the open of the bar plus its length. */
export function equityView(equity: Float64Array, time: Float64Array, barMs: number): [number, number][] {
  return Array.from({ length: equity.length }, (_, bar) => [(time[bar] ?? 0) + barMs, equity[bar] ?? 0]);
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
