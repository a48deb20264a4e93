import type { UtcMs } from "@/lib/kernel/time";
import type { Traded } from "@/lib/ports/trade-venue";
import type { Standing } from "@/lib/trading/engine/standing";
import type { SessionSettings } from "../trading-session.ts";

/** A candle that a session took later than this after its end, or together with others, enters nothing. */
export const DECISION_MAX_AGE_SEC = 30;

/** Without a price of its symbol for this long a live session is stopped (SPEC 6). */
export const PRICELESS_MAX_MS = 300_000;

/** A session that trades on its user's own account, as the worker that holds the account needs it. */
export interface LiveSession extends Traded {
  readonly id: string;
  readonly userId: string;
  readonly settings: SessionSettings;
  /** Percent of the close, exact decimal text; for entries that the strategy gives no stop. */
  readonly protectPct: string;
  readonly maxSlippageBps: number;
  readonly startedAt: UtcMs;
  readonly bars: number;
  /** Candles after which an entry was looked for. */
  readonly workedBars: number;
  /** When the last candle was taken on time; null: it was late. */
  readonly decidedAt: UtcMs | null;
  /** Of the last candle; null: none was taken yet. */
  readonly close: number | null;
  readonly standing: Standing;
}

/** What all orders of one entry share (Intent.origin). `order`: the number that the twin gave it. */
export function originOf(sessionId: string, order: number): string {
  return `session:${sessionId}:${order}`;
}
