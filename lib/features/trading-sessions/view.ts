import type { TradeView } from "@/lib/features/backtests/view";
import type { OpenTrade } from "@/lib/trading/backtest/result";
import type { Timeframe } from "@/lib/trading/market/timeframe";
import type { Metrics } from "@/lib/trading/stats/metrics";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import type { ParityReport } from "./parity.ts";
import type { CandleSource, LogKind, SessionSettings, SessionState } from "./trading-session.ts";

/** One session of a list. Money is in the symbol's quote coin. */
export interface SessionRow {
  readonly id: string;
  readonly mode: "PAPER";
  /** Of every figure here. */
  readonly evidenceClass: "PAPER";
  readonly status: SessionState;
  readonly strategy: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly parameters: ParameterValues;
  readonly source: CandleSource;
  readonly initialCapital: number;
  /** At the last closed candle. */
  readonly lastEquity: number;
  readonly pnl: number;
  readonly returnPct: number;
  readonly cash: number;
  /** Base units held; below 0: short. */
  readonly position: number;
  readonly bars: number;
  readonly gaps: number;
  /** Closed ones. */
  readonly tradeCount: number;
  readonly winRatePct: number | null;
  /** Open of the first candle, close of the last; null before it. */
  readonly firstBarAt: string;
  readonly lastCloseAt: string | null;
  /** When the next candle closes. */
  readonly nextCloseAt: string;
  readonly parity: SessionParity | null;
  readonly stopReason: string | null;
  readonly startedAt: string;
  readonly stoppedAt: string | null;
}

export interface SessionParity {
  readonly score: number | null;
  /** Candles that were compared. */
  readonly bars: number;
  readonly at: string;
}

export interface LogView {
  readonly seq: number;
  readonly at: string;
  readonly barAt: string | null;
  readonly kind: LogKind;
  readonly text: string;
}

/** One session with all that it did. */
export interface SessionDetail extends SessionRow {
  readonly settings: SessionSettings & { readonly fillMode: "bar"; readonly engineVersion: string };
  /** Metrics v1 over its candles; null before the first. */
  readonly metrics: Metrics | null;
  /** What is held, entry by entry. */
  readonly open: readonly OpenTrade[];
  /** Newest first. */
  readonly log: readonly LogView[];
  readonly parityReport: ParityReport | null;
  readonly parityAsked: boolean;
  readonly trades: readonly TradeView[];
  /** False: it ended so long ago that its candles were let go of; trades and what stands in the row remain. */
  readonly candlesKept: boolean;
  /** [close time ms, equity] of each candle. */
  readonly equity: readonly (readonly [time: number, equity: number])[];
}
