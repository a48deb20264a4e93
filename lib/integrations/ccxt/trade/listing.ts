import type { Exchange } from "ccxt";
import type { Tried } from "./account-calls.ts";
import type { Machine } from "./request-budget.ts";

/** Steps and listings change by the day: they are asked for again after so long, beside the work of whoever uses them. */
const FRESH_MS = 3_600_000;
/** What an exchange refuses by its steps, or does not know by ours, has them asked for again, no oftener than this. */
const DOUBTED_MS = 60_000;

/**
 * The markets of an exchange as a client without a key loaded them, shared by its accounts. An account stays open for weeks: rounded by the steps of the day
 * that it was opened, every order would be refused once the exchange changes them, exits too.
 */
export class Listing {
  #first: Promise<Tried<Exchange>> | null = null;
  #client: Exchange | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly machine: Machine,
    private readonly open: () => Promise<Exchange>,
    private readonly load: (client: Exchange, again: boolean) => Promise<Tried<unknown>>,
  ) {}

  /** Its client, markets loaded; those who ask at once share one answer. */
  async loaded(): Promise<Tried<Exchange>> {
    this.#first ??= this.#begin();
    const first = this.#first;
    try {
      const tried = await first;
      if (!tried.ok && this.#first === first) this.#first = null;
      else this.renew();
      return tried;
    } catch (error) {
      if (this.#first === first) this.#first = null;
      throw error;
    }
  }

  /** Asks for the markets again where they are old, `doubted` sooner, and waits for nothing: until there is an answer those before count. */
  renew(doubted = false): void {
    const client = this.#client;
    if (client === null || this.machine.now() - this.#askedAt < (doubted ? DOUBTED_MS : FRESH_MS)) return;
    this.#askedAt = this.machine.now();
    void this.load(client, true).then((tried) => {
      if (!tried.ok) this.#askedAt += DOUBTED_MS - FRESH_MS;
    });
  }

  /** Whether the exchange lists a symbol, by its last answer. */
  lists(symbol: string): boolean {
    return this.#client === null || this.#client.markets?.[symbol] !== undefined;
  }

  /** Gives a client the markets as they are by now. `used`: symbols that it knows in any case, since what was struck off may be held. */
  adopt(exchange: Exchange, used: Iterable<string>): void {
    const client = this.#client;
    if (client === null || adopted.get(exchange) === client.markets) return;
    adopted.set(exchange, client.markets);
    const before = exchange.markets ?? {};
    exchange.setMarketsFromExchange(client);
    for (const symbol of used) {
      const market = before[symbol];
      if (market === undefined || exchange.markets?.[symbol] !== undefined) continue;
      exchange.markets = { ...exchange.markets, [symbol]: market };
      const sameId: unknown = Reflect.get(Object(exchange.markets_by_id), market.id);
      const byId = { [market.id]: [...(Array.isArray(sameId) ? sameId : []), market] };
      exchange.markets_by_id = { ...exchange.markets_by_id, ...byId };
    }
  }

  async #begin(): Promise<Tried<Exchange>> {
    const client = await this.open();
    this.#askedAt = this.machine.now();
    const tried = await this.load(client, false);
    if (!tried.ok) {
      await client.close();
      return tried;
    }
    this.#client = client;
    return { ok: true, value: client };
  }
}

/** Of which loading a client has its markets. */
const adopted = new WeakMap<Exchange, Exchange["markets"]>();
