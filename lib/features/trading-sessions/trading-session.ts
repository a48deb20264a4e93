import type { RunSettings } from "@/lib/trading/engine/settings";
import type { Timeframe } from "@/lib/trading/market/timeframe";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";

export type SessionState = "STARTING" | "RUNNING" | "PAUSED" | "STOPPED" | "FAILED";

/** Where a session's candles come from. */
export type CandleSource = "replay" | "generated" | "exchange";

/** Which candles a session takes. */
export interface MarketKey {
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** Checked and complete: all that a session trades with. */
export interface SessionPlan extends MarketKey {
  readonly strategy: string;
  readonly parameters: ParameterValues;
  readonly settings: SessionSettings;
}

export type SessionSettings = Omit<RunSettings, "barMs" | "funding">;

/** ORDERED and MISSED tell what became of an entry on a real account; the others are the session's own. */
export type LogKind =
  | "STARTED"
  | "ENTRY"
  | "EXIT"
  | "REFUSED"
  | "FUNDING"
  | "GAP"
  | "LATE"
  | "ORDERED"
  | "MISSED"
  | "STOPPED"
  | "FAILED";

/** One line of a session's log. */
export interface LogLine {
  readonly kind: LogKind;
  readonly text: string;
  /** Open time of the candle that it is about, milliseconds UTC; null: of none. */
  readonly barMs: number | null;
}

/** As the worker needs it between two candles. */
export interface RunningSession extends SessionPlan {
  readonly id: string;
  readonly userId: string;
  readonly mode: "PAPER" | "LIVE";
  /** The key that it trades by; null: on paper. */
  readonly credentialId: string | null;
  readonly source: CandleSource;
  readonly firstBarMs: number;
  readonly nextBarMs: number;
  readonly bars: number;
  readonly trades: number;
  readonly lastLogSeq: number;
  readonly savedState: unknown;
}
