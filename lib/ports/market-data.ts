import type { UtcMs } from "@/lib/kernel/time";
import type { Candle } from "@/lib/trading/market/candle";
import type { Instrument } from "@/lib/trading/market/instrument";
import type { Timeframe } from "@/lib/trading/market/timeframe";
import type { Ticker } from "./prices";

/** Where the feed hands over what it reads. */
export interface FeedReader {
  /**
   * One price. Awaited before the next price of any symbol follows, so that what a price causes is committed before it is overtaken. A
   * rejection stops the feed; it is started again and, where it can, repeats the price.
   */
  onTick(ticker: Ticker): Promise<void>;
  /** Nothing follows for now: every price so far must be seen by all processes when this resolves. */
  onRest(): Promise<void>;
  /** What the venue says of a symbol, before its first price. */
  onInstrument(exchange: string, instrument: Instrument): Promise<void>;
}

/** A source of prices. One process at a time runs it, under a lease. */
export interface MarketFeed {
  /** Delivers prices until `stop` is aborted, then resolves. Rejects when it cannot go on: the caller starts it again. */
  run(reader: FeedReader, stop: AbortSignal): Promise<void>;
}

/** Channel on which the feed's owner tells the web processes its prices. */
export const MARKET_CHANNEL = "market";

/** One price as it goes from the worker to the web processes and on to browsers (`price_update`): decimal strings and ISO times. */
export interface PriceUpdate {
  readonly exchange: string;
  readonly symbol: string;
  readonly bid: string;
  readonly ask: string;
  readonly last: string;
  /** When we received it. */
  readonly at: string;
  /** The exchange's own time; market time in a replay. */
  readonly exchangeAt: string;
  readonly source: Ticker["source"];
}

/** Reads what came over MARKET_CHANNEL: a JSON array of prices. Anything else is dropped: NOTIFY is open to whoever may sign in. */
export function readPriceUpdates(payload: string): readonly PriceUpdate[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    return [];
  }
  return Array.isArray(parsed) ? parsed.filter(isPriceUpdate) : [];
}

const TEXTS = ["exchange", "symbol", "at", "exchangeAt"] as const;
const NUMBERS = ["bid", "ask", "last"] as const;
const SOURCES: readonly unknown[] = ["exchange", "replay", "generated"] satisfies readonly Ticker["source"][];

function isPriceUpdate(value: unknown): value is PriceUpdate {
  if (typeof value !== "object" || value === null) return false;
  const text = (name: string): string => {
    const found: unknown = Reflect.get(value, name);
    return typeof found === "string" ? found : "";
  };
  return (
    TEXTS.every((name) => text(name) !== "") &&
    NUMBERS.every((name) => /^\d+(\.\d+)?$/.test(text(name))) &&
    SOURCES.includes(text("source"))
  );
}

/** State of the replayed market: one row, read by its walker, written by its control. */
export interface ReplayState {
  readonly anchorMarketMs: number;
  readonly anchorClockMs: UtcMs;
  readonly speed: number;
  readonly paused: boolean;
  /** Market time up to which every point was walked and its effects committed. */
  readonly walkedMs: number;
  /** Bars of a step that is under way; 0: none. */
  readonly stepBars: number;
  /** Raised by each command, so that a walker never overwrites one that it has not read. */
  readonly revision: number;
}

/** A stored series as a replay plays it. */
export interface ReplaySeries {
  readonly exchange: string;
  readonly timeframe: Timeframe;
  readonly instrument: Instrument;
  readonly source: "replay" | "generated";
  /** Whose candles these are, where the exchange has none of its own; unset: its own. */
  readonly lender?: string;
  /** Open time of the first and of the last bar. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a replay stands on: stored bars and its row. */
export interface ReplayStore {
  /** The series to play, one a symbol of an exchange. */
  series(): Promise<readonly ReplaySeries[]>;
  /** Bars of a series that open in [from, to), oldest first. */
  bars(series: ReplaySeries, from: number, to: number): Promise<readonly Candle[]>;
  /**
   * The state as it is; made (or made anew, when the settings changed) by the first call. Null: real candles were imported since these series
   * were listed, and a command may already stand on them; list them again.
   */
  open(series: readonly ReplaySeries[]): Promise<ReplayState | null>;
  read(): Promise<ReplayState>;
  /** Notes progress, unless a command came in between (another revision): then nothing is written and null returned. */
  update(
    revision: number,
    change: Partial<Pick<ReplayState, "walkedMs" | "anchorMarketMs" | "anchorClockMs" | "stepBars">>,
  ): Promise<ReplayState | null>;
}
