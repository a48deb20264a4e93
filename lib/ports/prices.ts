import type { Dec } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";

/** Best bid and ask of one symbol as our feed last had them. */
export interface Ticker {
  readonly exchange: string;
  readonly symbol: string;
  readonly bid: Dec;
  readonly ask: Dec;
  readonly last: Dec;
  /** The exchange's own time (market time in a replay). */
  readonly exchangeAt: UtcMs;
  /** Our receive time by ctx.clock: decides whether the price is fresh. */
  readonly receivedAt: UtcMs;
  readonly source: "exchange" | "replay" | "generated";
}

export interface Prices {
  /** The last known ticker, however old, or null where the symbol was never seen. The caller judges its age. */
  latest(exchange: string, symbol: string): Promise<Ticker | null>;
}
