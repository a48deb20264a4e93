import { type TradeView, tradeViews } from "@/lib/features/backtests/view";
import type { Stepped } from "@/lib/trading/engine/step-input";
import type { Candle } from "@/lib/trading/market/candle";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import type { Advance } from "./fed-repository.ts";
import { SESSION_LIMITS } from "./limits.ts";
import { entryText, exitText, fundingText, gapText, lateText, refusalText } from "./log-words.ts";
import type { Seat } from "./seat.ts";
import type { LogLine } from "./trading-session.ts";

/** So many at once are worth a line: the market, or we, were away. */
const LATE_BARS = 3;

/**
 * Lets a session take closed candles, at least one, in their order, and gives what is to be written. The seat's run stands after them: where
 * that is not written, the seat is of no more use.
 * @throws StrategyFailed or AppError "invariant" at a candle that cannot be taken; the seat is of no more use then either
 */
export function takeCandles({ session, run, times }: Seat, candles: readonly Candle[]): Omit<Advance, "decidedAt"> {
  const barMs = TIMEFRAME_MS[session.timeframe];
  const quote = /\/([^:]+)/.exec(session.symbol)?.[1] ?? "";
  const log: LogLine[] = candles.length >= LATE_BARS ? [lateLine(candles)] : [];
  const bars: (Candle & { equity: number })[] = [];
  let { nextBarMs } = session;
  let gaps = 0;
  let stepped: Stepped | null = null;
  for (const candle of candles) {
    if (candle.time > nextBarMs) {
      gaps += 1;
      log.push({ kind: "GAP", text: gapText(nextBarMs, candle.time), barMs: candle.time });
    }
    stepped = run.take(candle);
    times.push(candle.time);
    bars.push({ ...candle, equity: stepped.state.equity });
    log.push(...linesOf(stepped, candle.time, times, quote));
    nextBarMs = candle.time + barMs;
  }
  const trades = stepped === null ? [] : closedTrades(stepped, times);
  stepped?.facts.forget();
  const full = session.bars + bars.length >= SESSION_LIMITS.bars;
  const stopReason = full ? `It took ${SESSION_LIMITS.bars} candles, the most that one session may.` : null;
  if (stopReason !== null) log.push({ kind: "STOPPED", text: stopReason, barMs: null });
  const { cash, position, equity } = stepped?.state ?? { cash: 0, position: 0, equity: 0 };
  const wins = trades.filter(({ pnl }) => pnl > 0).length;
  return { bars, trades, log, nextBarMs, gaps, wins, cash, position, equity, savedState: run.save(), stopReason };
}

function lateLine(candles: readonly Candle[]): LogLine {
  return { kind: "LATE", text: lateText(candles.length), barMs: candles[0]?.time ?? null };
}

/** What one candle did. Facts of trades and fills grow through the batch; the bar's own begin at `firstFill` and `firstTrade`. */
function linesOf({ facts }: Stepped, barMs: number, times: readonly number[], quote: string): LogLine[] {
  const lines: LogLine[] = facts.funding.map(({ amount }) => ({
    kind: "FUNDING",
    text: fundingText(amount, quote),
    barMs,
  }));
  const { columns, length } = facts.fills;
  for (let row = facts.firstFill; row < length; row += 1) {
    if ((columns.exitReason[row] ?? -1) >= 0) continue;
    const side = (columns.side[row] ?? 0) > 0 ? 1 : -1;
    lines.push({ kind: "ENTRY", text: entryText(side, columns.qty[row] ?? 0, columns.price[row] ?? 0), barMs });
  }
  if (facts.trades.length > facts.firstTrade) {
    const closed = closedTrades({ facts }, times).slice(facts.firstTrade);
    lines.push(...closed.map((trade): LogLine => ({ kind: "EXIT", text: exitText(trade, quote), barMs })));
  }
  lines.push(...facts.refusals.map(({ reason }): LogLine => ({ kind: "REFUSED", text: refusalText(reason), barMs })));
  return lines;
}

/** Trades of the batch so far. */
function closedTrades({ facts }: Pick<Stepped, "facts">, times: readonly number[]): TradeView[] {
  return facts.trades.length === 0 ? [] : tradeViews({ trades: facts.trades.result() }, Float64Array.from(times));
}
