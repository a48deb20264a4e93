import { Audiences } from "./audiences.ts";
import type { Connection } from "./connection.ts";
import { PriceThrottle } from "./price-throttle.ts";
import type { PriceMessage } from "./protocol.ts";
import { send, unreadBytes, type WireMessage, wireMessage } from "./wire.ts";

/** A socket with more than this unread is slow: its prices wait, the newest of each symbol alone. */
const SLOW_BYTES = 16 * 1024;
/** Prices held for one socket at most; beyond them the one that waited longest goes. */
const HELD_MAX = 200;
const LOOK_AGAIN_MS = 100;

/** Prices of the symbols that sockets look at: at most ten a second a symbol, and to a slow reader only the last, once he reads again. */
export class PriceBoard {
  readonly #watchers = new Audiences();
  readonly #throttle: PriceThrottle;
  readonly #onMessage: (name: string, sockets: number) => void;
  readonly #behind = new Set<Connection>();
  #timer: NodeJS.Timeout | null = null;

  constructor(onMessage: (name: string, sockets: number) => void) {
    this.#onMessage = onMessage;
    this.#throttle = new PriceThrottle((price) => this.#tell(price));
  }

  push(price: PriceMessage): void {
    if (this.#watchers.of(price.symbol).size > 0) this.#throttle.push(price);
  }

  watch(connection: Connection, symbol: string): void {
    connection.symbols ??= new Set();
    connection.symbols.add(symbol);
    this.#watchers.join(symbol, connection);
  }

  unwatch(connection: Connection, symbol: string): void {
    connection.symbols?.delete(symbol);
    this.#watchers.leave(symbol, connection);
  }

  /** A socket has gone, or wants no prices any more. */
  forget(connection: Connection): void {
    for (const symbol of [...(connection.symbols ?? [])]) this.unwatch(connection, symbol);
    connection.heldPrices = null;
    this.#behind.delete(connection);
  }

  /** To one socket that has just asked. */
  show(connection: Connection, price: PriceMessage): void {
    this.#offer(connection, price, wireMessage("price_update", price));
  }

  stop(): void {
    this.#throttle.stop();
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #tell(price: PriceMessage): void {
    const watchers = this.#watchers.of(price.symbol);
    if (watchers.size === 0) return;
    const wire = wireMessage("price_update", price);
    for (const connection of watchers) this.#offer(connection, price, wire);
    this.#onMessage("price_update", watchers.size);
  }

  #offer(connection: Connection, price: PriceMessage, wire: WireMessage): void {
    if (connection.heldPrices === null && unreadBytes(connection.socket) <= SLOW_BYTES)
      return send(connection.socket, wire);
    connection.heldPrices ??= new Map();
    const key = `${price.exchange} ${price.symbol}`;
    connection.heldPrices.delete(key); // the newest goes to the end
    connection.heldPrices.set(key, wire);
    if (connection.heldPrices.size > HELD_MAX) {
      const [oldest = ""] = connection.heldPrices.keys();
      connection.heldPrices.delete(oldest);
    }
    this.#behind.add(connection);
    this.#timer ??= setInterval(() => this.#lookAgain(), LOOK_AGAIN_MS);
  }

  #lookAgain(): void {
    for (const connection of this.#behind) {
      const held = connection.heldPrices;
      for (const [key, wire] of held ?? []) {
        if (unreadBytes(connection.socket) > SLOW_BYTES) break;
        held?.delete(key);
        send(connection.socket, wire);
      }
      if (held !== null && held.size > 0) continue;
      connection.heldPrices = null;
      this.#behind.delete(connection);
    }
    if (this.#behind.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
