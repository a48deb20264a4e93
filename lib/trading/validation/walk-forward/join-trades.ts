import type { TradeColumns } from "@/lib/trading/backtest/result";
import { emptyTrades } from "@/lib/trading/engine/trade-recorder";

/** The same trades with bars counted from elsewhere. */
export function shiftTrades(trades: TradeColumns, by: number): TradeColumns {
  if (by === 0) return trades;
  return {
    ...trades,
    entryBar: trades.entryBar.map((bar) => bar + by),
    exitBar: trades.exitBar.map((bar) => bar + by),
  };
}

/** Trades of several runs, one after the other. */
export function joinTrades(parts: readonly TradeColumns[]): TradeColumns {
  const joined = emptyTrades(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.side.set(part.side, at);
    joined.qty.set(part.qty, at);
    joined.entryBar.set(part.entryBar, at);
    joined.exitBar.set(part.exitBar, at);
    joined.entryPrice.set(part.entryPrice, at);
    joined.exitPrice.set(part.exitPrice, at);
    joined.stop.set(part.stop, at);
    joined.target.set(part.target, at);
    joined.fees.set(part.fees, at);
    joined.funding.set(part.funding, at);
    joined.grossPnl.set(part.grossPnl, at);
    joined.pnl.set(part.pnl, at);
    joined.exitReason.set(part.exitReason, at);
    joined.tag.set(part.tag, at);
    at += part.length;
  }
  return joined;
}
