import type { TradeColumns } from "../backtest/result.ts";

/** What the closed trades say, in quote money unless named otherwise. Null: there is no such trade. */
export interface TradeFigures {
  readonly trades: number;
  /** Trades with a net result above 0; all others are losses. */
  readonly wins: number;
  readonly losses: number;
  readonly winRatePct: number | null;
  readonly grossProfit: number;
  /** Sum of the losses, as a number of 0 or above. */
  readonly grossLoss: number;
  /** grossProfit / grossLoss; null when nothing was lost. */
  readonly profitFactor: number | null;
  /** Mean net result. */
  readonly expectancy: number | null;
  /** Mean net result in percent of the entry's notional. */
  readonly expectancyPct: number | null;
  /** Mean net result in multiples of what the stop put at risk, over the trades that had a stop. */
  readonly expectancyR: number | null;
  readonly avgWin: number | null;
  /** 0 or below. */
  readonly avgLoss: number | null;
  readonly bestTrade: number | null;
  readonly worstTrade: number | null;
  /** Van Tharp's system quality number: √min(N, 100) × mean / standard deviation (ddof 1) of the trades' returns on their notional. */
  readonly sqn: number | null;
  readonly avgTradeBars: number | null;
  readonly longestTradeBars: number | null;
  /** Both sides' fees of the closed trades. */
  readonly totalFees: number;
}

export function tradeFigures(trades: TradeColumns): TradeFigures {
  const count = trades.length;
  let wins = 0;
  let won = 0;
  let lost = 0;
  let best = Number.NEGATIVE_INFINITY;
  let worst = Number.POSITIVE_INFINITY;
  let fees = 0;
  let bars = 0;
  let longest = 0;
  let risked = 0;
  let multiples = 0;
  let returns = 0;
  for (let row = 0; row < count; row++) {
    const pnl = trades.pnl[row] ?? 0;
    if (pnl > 0) {
      wins++;
      won += pnl;
    } else lost -= pnl;
    if (pnl > best) best = pnl;
    if (pnl < worst) worst = pnl;
    fees += trades.fees[row] ?? 0;
    returns += tradeReturn(trades, row);
    const held = (trades.exitBar[row] ?? 0) - (trades.entryBar[row] ?? 0);
    bars += held;
    if (held > longest) longest = held;
    const risk = Math.abs((trades.entryPrice[row] ?? 0) - (trades.stop[row] ?? Number.NaN)) * (trades.qty[row] ?? 0);
    if (risk > 0) {
      risked++;
      multiples += pnl / risk;
    }
  }
  const losses = count - wins;
  const mean = returns / count;
  return {
    trades: count,
    wins,
    losses,
    winRatePct: per(wins * 100, count),
    grossProfit: won,
    grossLoss: lost,
    profitFactor: lost > 0 ? won / lost : null,
    expectancy: per(won - lost, count),
    expectancyPct: per(returns * 100, count),
    expectancyR: per(multiples, risked),
    avgWin: per(won, wins),
    avgLoss: per(-lost, losses),
    bestTrade: count > 0 ? best : null,
    worstTrade: count > 0 ? worst : null,
    sqn: qualityOf(trades, mean),
    avgTradeBars: per(bars, count),
    longestTradeBars: count > 0 ? longest : null,
    totalFees: fees,
  };
}

/** Net result of a trade over its entry's notional, as a fraction. */
export function tradeReturn(trades: TradeColumns, row: number): number {
  return (trades.pnl[row] ?? 0) / ((trades.entryPrice[row] ?? 0) * (trades.qty[row] ?? 0));
}

/** Null with fewer than two trades, or when all returns are the same. */
function qualityOf(trades: TradeColumns, mean: number): number | null {
  const count = trades.length;
  let squares = 0;
  for (let row = 0; row < count; row++) squares += (tradeReturn(trades, row) - mean) ** 2;
  const deviation = Math.sqrt(squares / (count - 1));
  // what is left of equal returns is rounding: a grid's legs all earn the same
  return deviation > Math.abs(mean) * 1e-12 ? (Math.sqrt(Math.min(count, 100)) * mean) / deviation : null;
}

const per = (sum: number, count: number): number | null => (count > 0 ? sum / count : null);
