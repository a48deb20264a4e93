import type { TradeView } from "@/lib/features/backtests/view";
import type { OpenTrade, TradeColumns } from "@/lib/trading/backtest/result";
import { openTrade } from "@/lib/trading/engine/open-trade";
import { loadState } from "@/lib/trading/engine/save-state";
import { emptyTrades } from "@/lib/trading/engine/trade-recorder";
import type { Bars } from "@/lib/trading/market/bars";
import { EXIT_REASONS } from "@/lib/trading/orders/order";
import { type Metrics, measure } from "@/lib/trading/stats/metrics";
import type { SessionSettings } from "./trading-session.ts";

/** The figures of a session by the same formulas as a backtest's, and what it holds. */
export function resultOf(session: {
  readonly bars: Bars;
  readonly equity: Float64Array;
  readonly trades: readonly TradeView[];
  readonly savedState: unknown;
  readonly settings: SessionSettings;
  readonly barMs: number;
}): { readonly metrics: Metrics | null; readonly open: readonly OpenTrade[] } {
  const { bars, equity, settings, barMs } = session;
  if (bars.length === 0) return { metrics: null, open: [] };
  const state = loadState(session.savedState);
  const open = state.entries.map(openTrade);
  const trades = columnsOf(session.trades);
  const result = { trades, open, equity, barsInMarket: state.barsInMarket, refused: {} };
  return { metrics: measure(result, bars, { cash: settings.cash, barMs }), open };
}

function columnsOf(trades: readonly TradeView[]): TradeColumns {
  const columns = emptyTrades(trades.length);
  for (const [row, trade] of trades.entries()) {
    columns.side[row] = trade.side === "LONG" ? 1 : -1;
    columns.stop[row] = trade.stop ?? Number.NaN;
    columns.target[row] = trade.target ?? Number.NaN;
    columns.exitReason[row] = EXIT_REASONS.indexOf(trade.exitReason);
    columns.tag[row] = trade.tag ?? -1;
    for (const name of ["qty", "entryPrice", "exitPrice", "fees", "funding", "grossPnl", "pnl"] as const)
      columns[name][row] = trade[name];
    columns.entryBar[row] = trade.entryBar;
    columns.exitBar[row] = trade.exitBar;
  }
  return columns;
}
