import type { Ticker as CcxtTicker, Exchange } from "ccxt";
import type { Clock } from "@/lib/ports/clock";
import type { Log } from "@/lib/ports/log";
import type { FeedReader, MarketFeed } from "@/lib/ports/market-data";
import { openExchange } from "./open-exchange.ts";
import { type Book, instrumentOfMarket, tickerOf } from "./read-market.ts";

export interface WatchedSymbol {
  readonly exchange: string;
  readonly symbol: string;
}

export interface CcxtFeedOptions {
  /** EXCHANGE_URL_<ID> by exchange id. */
  readonly urls: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Log;
  /** What must be watched at this moment; asked again every few seconds. */
  readonly watched: () => Promise<readonly WatchedSymbol[]>;
  /** Resolves after `ms` or once aborted. */
  readonly sleep: (ms: number, stop: AbortSignal) => Promise<void>;
  readonly pollMs?: number;
}

const POLL_MS = 2_000;
const LOOK_MS = 10_000;
/** A stream that says nothing for so long is dead, whatever its socket says; a price is fresh for 30 s. */
const SILENCE_MS = 15_000;
/** After a failed stream prices are polled for so long before the stream is tried again. */
const POLL_AFTER_FAULT_MS = 60_000;
const BACKOFF_MS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;
const UNKNOWN_SYMBOL_MS = 60_000;

/**
 * Live prices through ccxt, one loop a symbol: by websocket where the exchange has one, polled where it has none or while it fails. Each
 * loop heals by itself; only a reader that rejects ends the feed. Between two messages that a slow reader takes, a stream may skip some.
 */
export class CcxtFeed implements MarketFeed {
  readonly #options: CcxtFeedOptions;
  readonly #exchanges = new Map<string, Promise<Exchange>>();
  #turn: Promise<void> = Promise.resolve();

  constructor(options: CcxtFeedOptions) {
    this.#options = options;
  }

  async run(reader: FeedReader, stop: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const end = () => ended.abort();
    stop.addEventListener("abort", end, { once: true });
    if (stop.aborted) end();
    const loops = new Map<string, { readonly stop: AbortController; readonly done: Promise<void> }>();
    let fault: { readonly error: unknown } | null = null;
    try {
      while (!ended.signal.aborted) {
        const watched = new Map((await this.#options.watched()).map((one) => [`${one.exchange} ${one.symbol}`, one]));
        for (const [key, one] of watched) {
          if (loops.has(key)) continue;
          const own = new AbortController();
          const done = this.#watch(one, reader, AbortSignal.any([own.signal, ended.signal])).catch((error: unknown) => {
            fault = { error };
            end();
          });
          loops.set(key, { stop: own, done });
        }
        for (const [key, loop] of loops) {
          if (watched.has(key)) continue;
          loop.stop.abort();
          loops.delete(key);
        }
        await this.#options.sleep(LOOK_MS, ended.signal);
      }
    } finally {
      end();
      stop.removeEventListener("abort", end);
      await Promise.all([...loops.values()].map(({ done }) => done));
      await this.#closeAll();
    }
    if (fault !== null) throw (fault as { error: unknown }).error;
  }

  /** Reads one symbol until `stop`. Rejects only when the reader does. */
  async #watch({ exchange: id, symbol }: WatchedSymbol, reader: FeedReader, stop: AbortSignal): Promise<void> {
    const { clock, log, sleep, pollMs = POLL_MS } = this.#options;
    let told = false;
    let introduced = false;
    let faults = 0;
    let pollUntil = Number.NEGATIVE_INFINITY;
    while (!stop.aborted) {
      let streams = false;
      let found: { exchange: Exchange; ticker: CcxtTicker; book: Book | null };
      try {
        const exchange = await this.#open(id, stop);
        const market = exchange.markets?.[symbol];
        if (market === undefined) {
          if (!told) log.info({ exchange: id, symbol }, "the exchange does not list this symbol");
          told = true;
          await sleep(UNKNOWN_SYMBOL_MS, stop);
          continue;
        }
        if (!introduced) {
          const instrument = instrumentOfMarket(exchange, market);
          if (instrument !== null) await this.#inTurn(() => reader.onInstrument(id, instrument));
          introduced = true;
        }
        streams = exchange.has.watchTicker === true && performance.now() >= pollUntil;
        const ticker = streams
          ? await this.#withinSilence(exchange.watchTicker(symbol), stop)
          : await orStop(exchange.fetchTicker(symbol), stop);
        const book = ticker.bid === undefined || ticker.ask === undefined ? await bookOf(exchange, symbol, stop) : null;
        found = { exchange, ticker, book };
        faults = 0;
      } catch (error) {
        if (stop.aborted) return;
        const how = streams ? "stream" : "poll";
        log.warn({ exchange: id, symbol, how, reason: reasonOf(error) }, "the exchange gave no price");
        if (streams) pollUntil = performance.now() + POLL_AFTER_FAULT_MS;
        else await sleep(BACKOFF_MS[Math.min(faults, BACKOFF_MS.length - 1)] ?? 1_000, stop);
        faults += 1;
        continue;
      }
      const ticker = tickerOf(id, found.ticker, found.book, clock.now());
      if (ticker !== null) await this.#inTurn(() => reader.onTick({ ...ticker, symbol }));
      if (!streams) await sleep(pollMs, stop);
    }
  }

  /** One price at a time, whatever symbol: what it causes is committed before the next. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** The client of an exchange with its markets loaded, shared by its symbols; one that failed to load is opened anew by the next who asks. */
  #open(id: string, stop: AbortSignal): Promise<Exchange> {
    const present = this.#exchanges.get(id);
    if (present !== undefined) return orStop(present, stop);
    const opening = openExchange(id, this.#options.urls[id]).then(async (exchange) => {
      await exchange.loadMarkets();
      return exchange;
    });
    this.#exchanges.set(id, opening);
    opening.catch(() => this.#exchanges.delete(id));
    return orStop(opening, stop);
  }

  async #withinSilence(message: Promise<CcxtTicker>, stop: AbortSignal): Promise<CcxtTicker> {
    const heard = new AbortController();
    const silence = this.#options.sleep(SILENCE_MS, AbortSignal.any([heard.signal, stop])).then(() => {
      throw new Error(`no message for ${SILENCE_MS / 1_000} s`);
    });
    silence.catch(() => undefined);
    try {
      return await Promise.race([orStop(message, stop), silence]);
    } finally {
      heard.abort();
    }
  }

  async #closeAll(): Promise<void> {
    for (const opening of this.#exchanges.values())
      await opening.then((exchange) => exchange.close()).catch(() => undefined);
    this.#exchanges.clear();
  }
}

/** Best bid and ask from the order book, for tickers that come without. */
async function bookOf(exchange: Exchange, symbol: string, stop: AbortSignal): Promise<Book | null> {
  const { bids, asks } = await orStop(exchange.fetchOrderBook(symbol, 5), stop);
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  return bid === undefined || ask === undefined ? null : { bid, ask };
}

/** `work`, or a rejection as soon as `stop` is aborted: a call to an exchange cannot be taken back, only left alone. */
function orStop<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(new Error("stopped"));
    if (stop.aborted) leave();
    stop.addEventListener("abort", leave, { once: true });
    work.then(resolve, reject).finally(() => stop.removeEventListener("abort", leave));
  });
}

/** Class and first line: ccxt's messages may carry whole answers. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]?.slice(0, 200)}` : String(error);
}
