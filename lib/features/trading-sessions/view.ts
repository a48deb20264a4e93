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
  readonly mode: "PAPER" | "LIVE";
  /** Of every figure here: those of a live session are its twin's. What its account did is told by `account` (SessionDetail). */
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

/** What a live session did on its user's account, from its own fills. Exact decimal strings in the quote currency. */
export interface SessionAccount {
  readonly credentialId: string;
  readonly maskedKey: string;
  readonly protectPct: string;
  readonly maxSlippageBps: number;
  /** Of closed positions, after fees. */
  readonly pnl: string;
  /** Of open ones at the last price, after the fees paid so far; null: no price is known. */
  readonly openPnl: string | null;
  /** The session's capital with both. */
  readonly equityNow: string | null;
  /** [ms, capital and results so far] at the start and after each closed position, oldest first. */
  readonly equity: readonly (readonly [time: number, equity: number])[];
  /** Of the equity at the end of each UTC day; null under 30 of them. */
  readonly sharpeDaily: number | null;
  readonly closed: number;
  readonly won: number;
  /** The newest 200, newest first. */
  readonly positions: readonly {
    readonly id: string;
    readonly side: "LONG" | "SHORT";
    readonly state: "OPEN" | "CLOSED";
    readonly entryQty: string;
    readonly entryPrice: string;
    readonly exitPrice: string | null;
    readonly stopLoss: string | null;
    /** After the fees paid so far. */
    readonly pnl: string;
    readonly openedAt: string;
  }[];
}

/** One session with all that it did. */
export interface SessionDetail extends SessionRow {
  /** null: it runs on paper. */
  readonly account: SessionAccount | null;
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
