import type { Exchange } from "ccxt";
import { AppError, invariant } from "@/lib/kernel/errors";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Clock } from "@/lib/ports/clock";
import type { Log } from "@/lib/ports/log";
import type { Asked, TradeAccount, TradeVenues } from "@/lib/ports/trade-venue";
import { AccountCalls, failed, tripped } from "./account-calls.ts";
import { createCcxtAccount } from "./ccxt-account.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { aheadOf, inOurTime } from "./in-our-time.ts";
import { Listing } from "./listing.ts";
import { type AskedRequest, openTradeClient } from "./open-trade-client.ts";
import { MACHINE, type Machine, RequestBudget } from "./request-budget.ts";
import { SharedTickers } from "./shared-tickers.ts";
import type { Venue } from "./venue.ts";
import { VENUES } from "./venues/venues.ts";

export interface CcxtVenuesOptions {
  /** EXCHANGE_URL_<ID> by exchange id, and the sandbox's venue for the others. */
  urlOf(exchange: string): string | undefined;
  /** Exchanges stood in for by one that trades by our feed's prices; none unless told. */
  readonly followsFeed?: (exchange: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Only the worker: the web process has no open keys and must not trade, it reads what each exchange can do. */
  readonly mayTrade: boolean;
  readonly machine?: Machine;
  /** How long one request may take. */
  readonly timeoutMs?: number;
  /** What requests are stamped by, in milliseconds; the machine's clock unless told. A test whose exchange runs by another clock moves ccxt with it. */
  readonly now?: () => number;
  /** Told of each request that leaves, with its weight: what tests and benches count. */
  readonly onRequest?: (request: AskedRequest) => void;
  /** How far `clock` is ahead of the world's, in milliseconds: 0 unless a test moves it. */
  readonly movedMs?: () => number;
}

/** What all accounts at one network of an exchange share. */
interface Network {
  readonly venue: Venue;
  readonly testnet: boolean;
  readonly budget: RequestBudget;
  readonly breaker: CircuitBreaker;
  readonly tickers: SharedTickers;
  readonly listing: Listing;
}

const TIMEOUT_MS = 10_000;

/** Trading through the real ccxt. One client an account, kept warm by whoever opened it; budget, markets and breaker shared. */
export function createCcxtVenues(options: CcxtVenuesOptions): TradeVenues {
  const { urlOf, clock, log, mayTrade, machine = MACHINE, timeoutMs = TIMEOUT_MS, now, onRequest } = options;
  const { movedMs = () => 0, followsFeed = () => false } = options;
  const networks = new Map<string, Network>();
  const health = new Map<string, { healthy: boolean; since: UtcMs }>();

  const networkOf = (venue: Venue, testnet: boolean): Network => {
    const key = `${venue.abilities.id} ${testnet}`;
    const present = networks.get(key);
    if (present !== undefined) return present;
    const parts = {
      venue,
      testnet,
      budget: new RequestBudget(venue.budget, machine),
      breaker: new CircuitBreaker({ counts: "row" }, machine),
      tickers: new SharedTickers(machine),
    };
    const open = () => openTradeClient({ ...parts, url: urlOf(venue.abilities.id), timeoutMs, now, onRequest });
    const load = (client: Exchange, again: boolean) =>
      callsOf(parts, client).run("data", () => client.loadMarkets(again));
    const made: Network = { ...parts, listing: new Listing(machine, open, load) };
    networks.set(key, made);
    return made;
  };

  const callsOf = (network: Omit<Network, "listing">, exchange: Exchange) =>
    new AccountCalls({
      venue: network.venue,
      exchange,
      budget: network.budget,
      own: new CircuitBreaker({ counts: "minute" }, machine),
      shared: network.breaker,
      onHealth(healthy) {
        if (network.testnet) return; // says nothing of the exchange itself
        const id = network.venue.abilities.id;
        if (health.get(id)?.healthy === healthy) return;
        health.set(id, { healthy, since: clock.now() });
        if (!healthy) log.warn({ exchange: id }, "an exchange failed ten times in a row: entries wait");
      },
    });

  return {
    abilities: VENUES.map(({ abilities }) => abilities),
    followsFeed,

    async open(id, secrets, { testnet }): Promise<Asked<TradeAccount>> {
      invariant(mayTrade, "only the worker opens trading accounts");
      const venue = VENUES.find((each) => each.abilities.id === id);
      if (venue === undefined) return { ok: false, reason: "key", detail: `Trading at ${id} is not offered.` };
      const { name, testnet: tested } = venue.abilities;
      if (testnet && !tested.spot && !tested.swap)
        return { ok: false, reason: "key", detail: `The test network of ${name} is not offered.` };
      const network = networkOf(venue, testnet);
      const wait = network.breaker.waitMs("probe");
      if (wait > 0) return tripped(venue, wait);
      try {
        const listed = await network.listing.loaded();
        if (!listed.ok) return failed(listed.verdict);
        const exchange = await openTradeClient({ ...network, url: urlOf(id), secrets, timeoutMs, now, onRequest });
        network.listing.adopt(exchange, []);
        const calls = callsOf(network, exchange);
        const prepared = await calls.run("protect", async () => {
          await exchange.loadTimeDifference();
          await venue.prepare(exchange);
        });
        if (prepared.ok) {
          const ahead = () => aheadOf(movedMs(), exchange.options["timeDifference"]);
          const theirClock: Clock = { now: () => utcMs(clock.now() - ahead()) };
          const { tickers, listing } = network;
          const account = createCcxtAccount({ venue, exchange, calls, clock: theirClock, tickers, listing });
          return { ok: true, value: inOurTime(account, ahead) };
        }
        await exchange.close();
        if (prepared.error instanceof AppError) throw prepared.error;
        return failed(prepared.verdict);
      } catch (error) {
        if (error instanceof AppError) return { ok: false, reason: "key", detail: error.message };
        throw error;
      }
    },

    health: (exchange) => health.get(exchange) ?? null,
  };
}
