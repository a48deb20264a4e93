import type { PriceMessage } from "./protocol.ts";

/**
 * At most one price a symbol in `everyMs` (100 ms: ten a second). The first goes out at once, of those within the pause the last does at
 * its end: nobody is left with an old price.
 */
export class PriceThrottle {
  readonly #everyMs: number;
  readonly #emit: (price: PriceMessage) => void;
  readonly #resting = new Map<string, { timer: NodeJS.Timeout; last: PriceMessage | null }>();

  constructor(emit: (price: PriceMessage) => void, everyMs = 100) {
    this.#emit = emit;
    this.#everyMs = everyMs;
  }

  push(price: PriceMessage): void {
    const key = `${price.exchange} ${price.symbol}`;
    const resting = this.#resting.get(key);
    if (resting !== undefined) resting.last = price;
    else this.#send(key, price);
  }

  stop(): void {
    for (const { timer } of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
  }

  #send(key: string, price: PriceMessage): void {
    this.#emit(price);
    const timer = setTimeout(() => {
      const last = this.#resting.get(key)?.last ?? null;
      this.#resting.delete(key);
      if (last !== null) this.#send(key, last);
    }, this.#everyMs);
    this.#resting.set(key, { timer, last: null });
  }
}
