import type { Exchange } from "ccxt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createIds, openAt, refusal } from "./ccxt.fixture.ts";
import type { VenueBar, VenueBars } from "./core/prices.ts";
import { startVenue, type Venue } from "./start-venue.ts";

let venue: Venue;
const clients: Exchange[] = [];
const BTC = "BTC/USDT";
const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 2, 1);
const ids = createIds();
const BARS = Array.from(
  { length: 30 },
  (_, hour): VenueBar => [
    START + hour * HOUR_MS,
    String(100 + hour),
    String(102 + hour),
    String(99 + hour),
    String(101 + hour),
    "5",
  ],
);

/** Candles of one hour and no other. */
const candles: VenueBars = {
  bars: async (_market, timeframeMs, { from, to, limit }) => {
    if (timeframeMs !== HOUR_MS) return [];
    const within = BARS.filter(([at]) => (from === null || at >= from) && (to === null || at <= to));
    return from === null ? within.slice(-limit) : within.slice(0, limit);
  },
};

beforeEach(async () => {
  venue = await startVenue({ port: 0, candles });
  venue.setPrice({ symbol: BTC, bid: "99.9", ask: "100.1", last: "100" });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await venue.close();
});

async function opened(exchange: string): Promise<Exchange> {
  const { client } = await openAt(venue, exchange);
  clients.push(client);
  if (exchange === "bitget") client.options["uta"] = false;
  return client;
}

describe.each(["binance", "bybit", "mexc", "bitget"])("%s", (exchange) => {
  it("tells candles oldest first, whichever way round it sends them", async () => {
    const client = await opened(exchange);
    const symbols = exchange === "mexc" ? [BTC] : [BTC, "BTC/USDT:USDT"];
    await client.loadMarkets();
    for (const symbol of symbols) {
      const since = START + 5 * HOUR_MS;
      const told = await client.fetchOHLCV(symbol, "1h", since, 3);
      expect(told.map(([at, open]) => [at, open])).toEqual([
        [since, 105],
        [since + HOUR_MS, 106],
        [since + 2 * HOUR_MS, 107],
      ]);
      expect((await client.fetchOHLCV(symbol, "1h", undefined, 2)).at(-1)).toEqual([
        START + 29 * HOUR_MS,
        129,
        131,
        128,
        130,
        5,
      ]);
    }
  });

  it("lists a halted market as not active and takes no order for it, until it goes on", async () => {
    venue.haltMarket(exchange, BTC, true);
    const client = await opened(exchange);
    expect((await client.loadMarkets())[BTC]?.active).toBe(false);
    const buy = () => client.createOrder(BTC, "limit", "buy", 1, 90, { clientOrderId: ids() });
    expect((await refusal(client, buy())).class).not.toBe("null");
    venue.haltMarket(exchange, BTC, false);
    expect((await buy()).id).toBeTruthy();
  });
});

it("refuses a request that arrives after its receive window, and takes one that is merely late", async () => {
  const client = await opened("binance");
  await client.loadMarkets();
  client.options["recvWindow"] = 200;
  venue.faults.arm({ kind: "lateArrival", op: "balance", ms: 250 });
  expect(await refusal(client, client.fetchBalance())).toMatchObject({ code: -1021 });
  client.options["recvWindow"] = 60_000;
  venue.faults.arm({ kind: "lateArrival", op: "balance", ms: 10 });
  expect((await client.fetchBalance())["USDT"]?.total).toBe(10_000);
});
