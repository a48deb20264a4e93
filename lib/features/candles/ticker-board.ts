import type { Ticker } from "@/lib/ports/prices";

/** At most ten writes a second a symbol: rows for those who ask, NOTIFY for those who listen. */
const INTERVAL_MS = 100;

/**
 * The newest price of each symbol on its way into the database. Writes are at least 100 ms apart, each with the newest of every symbol that
 * changed; the last price always gets there. One write at a time, so an older price never overtakes a newer one.
 */
export class TickerBoard {
  readonly #write: (tickers: readonly Ticker[]) => Promise<void>;
  readonly #intervalMs: number;
  readonly #changed = new Map<string, Ticker>();
  #writing: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wroteAt = Number.NEGATIVE_INFINITY;
  #fault: unknown = null;

  constructor(write: (tickers: readonly Ticker[]) => Promise<void>, intervalMs = INTERVAL_MS) {
    this.#write = write;
    this.#intervalMs = intervalMs;
  }

  /** Takes a price. @throws what an earlier write threw: prices that cannot be written must stop the feed, not go unseen */
  put(ticker: Ticker): void {
    this.#throwFault();
    this.#changed.set(`${ticker.exchange} ${ticker.symbol}`, ticker);
    this.#plan();
  }

  /** Resolves once every price that was put is written. */
  async flush(): Promise<void> {
    while (this.#changed.size > 0 || this.#writing !== null) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (this.#writing === null) this.#start();
      await this.#writing;
      this.#throwFault();
    }
  }

  /** Writes what is left and stops the timer. */
  async close(): Promise<void> {
    await this.flush().catch(() => undefined);
    clearTimeout(this.#timer);
  }

  #plan(): void {
    if (this.#writing !== null || this.#timer !== undefined) return;
    const waitMs = this.#wroteAt + this.#intervalMs - performance.now();
    if (waitMs <= 0) this.#start();
    else
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#start();
      }, waitMs);
  }

  #start(): void {
    const tickers = [...this.#changed.values()];
    this.#changed.clear();
    this.#wroteAt = performance.now();
    this.#writing = this.#write(tickers)
      .catch((error: unknown) => {
        this.#fault = error;
      })
      .then(() => {
        this.#writing = null;
        if (this.#changed.size > 0 && this.#fault === null) this.#plan();
      });
  }

  #throwFault(): void {
    if (this.#fault === null) return;
    const fault = this.#fault;
    this.#fault = null;
    throw fault;
  }
}
