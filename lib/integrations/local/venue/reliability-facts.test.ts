import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createIds, openAt, openWarm, refusal } from "./ccxt.fixture.ts";
import { startVenue, type Venue } from "./start-venue.ts";

/** The facts of RELIABILITY 3.2, each shown at the local venue through the real ccxt: it must be no kinder than the real ones. */

let venue: Venue;
const BTC = "BTC/USDT";
const SWAP = "BTC/USDT:USDT";
const ids = createIds();

beforeEach(async () => {
  venue = await startVenue({ port: 0 });
  venue.setPrice({ symbol: BTC, bid: "99.9", ask: "100.1", last: "100" });
});
afterEach(() => venue.close());

async function opened(exchange: string) {
  const { client, key } = await openWarm(venue, exchange);
  const buy = (params: object = {}) =>
    client.createOrder(BTC, "market", "buy", 0.5, 100.1, { clientOrderId: ids(), ...params });
  return { client, key, buy, sent: () => venue.books.orders(key.account) };
}

describe("a client order id", () => {
  it.each([
    ["binance", 2],
    ["mexc", 2],
    ["bybit", 1],
    ["bitget", 1],
  ])("of a filled order is taken again by %s: %i orders", async (exchange, orders) => {
    const { buy, sent, client } = await opened(exchange);
    const clientOrderId = ids();
    await buy({ clientOrderId });
    await refusal(client, buy({ clientOrderId }));
    expect(sent()).toHaveLength(orders);
  });

  // ccxt's tables of the futures' codes hang on the address, so that behind EXCHANGE_URL_BINANCE -4116 has no class of its own: codes first.
  it.each([
    ["binance", BTC, "InvalidOrder"],
    ["binance", SWAP, "ExchangeError"],
    ["bybit", SWAP, "InvalidOrder"],
    ["bitget", SWAP, "ExchangeError"],
  ])("of an open order is refused by %s for %s, which ccxt calls %s", async (exchange, symbol, name) => {
    const { client } = await opened(exchange);
    const clientOrderId = ids();
    const rest = () => client.createOrder(symbol, "limit", "buy", 2, 90, { clientOrderId });
    await rest();
    expect((await refusal(client, rest())).class).toBe(name);
  });

  it("that is not given is ccxt's broker id at Binance", async () => {
    const { client } = await opened("binance");
    expect((await client.createOrder(BTC, "limit", "buy", 1, 90)).clientOrderId).toMatch(/^x-TKT5PX2F/);
  });
});

it("a resend by ccxt doubles a market order at Binance", async () => {
  const { client, buy, sent } = await opened("binance");
  client.options["maxRetriesOnFailure"] = 1;
  venue.faults.arm({ kind: "hangAfter", op: "place" });
  await buy();
  expect(sent()).toHaveLength(2);
});

describe("what ccxt throws", () => {
  it.each([
    ["hangBefore", 0],
    ["hangAfter", 1],
  ] as const)("is a RequestTimeout by %s, with %i orders sent", async (kind, orders) => {
    const { client, buy, sent } = await opened("bybit");
    venue.faults.arm({ kind, op: "place" });
    expect((await refusal(client, buy())).class).toBe("RequestTimeout");
    expect(sent()).toHaveLength(orders);
  });

  it("is a NetworkError by a reset, before and after alike", async () => {
    const { client, buy, sent } = await opened("bybit");
    venue.faults.arm({ kind: "resetBefore", op: "place" });
    venue.faults.arm({ kind: "resetAfter", op: "place" });
    expect((await refusal(client, buy())).class).toBe("NetworkError");
    expect((await refusal(client, buy())).class).toBe("NetworkError");
    expect(sent()).toHaveLength(1);
  });

  it("is none of its own classes by an answer that breaks off", async () => {
    const { buy, sent } = await opened("bybit");
    const { BaseError } = (await import("ccxt")).default;
    venue.faults.arm({ kind: "truncated", op: "place" });
    const thrown: unknown = await buy().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).not.toBeInstanceOf(BaseError);
    expect(sent()).toHaveLength(1);
  });

  it("is BadRequest by Binance's smallest order, and DDoSProtection by a key revoked in a session", async () => {
    const { client, key, buy } = await opened("binance");
    expect((await refusal(client, client.createOrder(BTC, "limit", "buy", 0.01, 90))).class).toBe("BadRequest");
    venue.changeKey(key.apiKey, { revoked: true });
    expect((await refusal(client, buy())).class).toBe("DDoSProtection");
  });

  it("is BadRequest by MEXC's revoked key and by Bybit's leverage that is so already", async () => {
    const mexc = await opened("mexc");
    venue.changeKey(mexc.key.apiKey, { revoked: true });
    expect((await refusal(mexc.client, mexc.buy())).class).toBe("BadRequest");
    const bybit = await opened("bybit");
    await bybit.client.setLeverage(3, SWAP);
    expect(await refusal(bybit.client, bybit.client.setLeverage(3, SWAP))).toMatchObject({
      class: "BadRequest",
      code: 110043,
    });
  });
});

it("an execution whose status is unknown may have succeeded", async () => {
  const { client, buy, sent } = await opened("binance");
  venue.faults.arm({ kind: "unknownAfter", op: "place" });
  expect(await refusal(client, buy())).toMatchObject({ code: -1007 });
  expect(sent()).toMatchObject([{ state: "filled" }]);
});

it("Bybit accepts, and rejects later", async () => {
  const { client, buy } = await opened("bybit");
  venue.faults.arm({ kind: "lateReject", op: "place" });
  const order = await buy();
  expect(order.id).toMatch(/^\d+$/);
  const told = await client.fetchOrder(String(order.id), BTC, { acknowledged: true });
  expect(told).toMatchObject({ status: "rejected", filled: 0 });
});

it.each(["binance", "bybit", "mexc", "bitget"])(
  "a spot buy at %s pays its fee in the coin it buys",
  async (exchange) => {
    const { client, buy } = await opened(exchange);
    await buy();
    const held = (await client.fetchBalance())["BTC"]?.free ?? 0;
    expect(held).toBeLessThan(0.5);
    const all = client.createOrder(BTC, "limit", "sell", 0.5, 101, { clientOrderId: ids() });
    expect((await refusal(client, all)).class).toBe("InsufficientFunds");
  },
);

it("ccxt takes any error at Bitget for a classic account, a broken answer too", async () => {
  const { client } = await openAt(venue, "bitget");
  onTestFinished(() => client.close());
  venue.faults.arm({ kind: "badGatewayBefore", op: "rights" });
  await client.fetchBalance();
  expect(client.options["uta"]).toBe(false);
});

describe("an old order that is cancelled unfilled", () => {
  const DAY = 86_400_000;

  it.each([
    ["binance", "swap", SWAP, 4 * DAY, 0, "OrderNotFound"],
    ["binance", "swap", SWAP, 2 * DAY, 0, "canceled"],
    ["binance", "spot", BTC, 4 * DAY, 0, "canceled"],
    ["bybit", "swap", SWAP, 4 * DAY, 2 * DAY, "OrderNotFound"],
    ["bybit", "swap", SWAP, 4 * DAY, 0, "canceled"],
  ])(
    "is looked for at %s (%s, %s, aged %i, cancelled %i before): %s",
    async (exchange, _kind, symbol, age, since, told) => {
      let moved = 0;
      const now = () => Date.now() + moved;
      await venue.close();
      venue = await startVenue({ port: 0, now });
      venue.setPrice({ symbol: BTC, bid: "99.9", ask: "100.1", last: "100" });
      venue.setPrice({ symbol: SWAP, bid: "99.9", ask: "100.1", last: "100" });
      const { client } = await opened(exchange);
      client.milliseconds = now;
      const { id = "" } = await client.createOrder(symbol, "limit", "buy", 2, 90, { clientOrderId: ids() });
      moved += age;
      await client.cancelOrder(id, symbol);
      moved += since;
      const found = await client.fetchOrder(id, symbol, { acknowledged: true }).then(
        ({ status }) => status,
        (error: unknown) => (error instanceof Error ? error.constructor.name : error),
      );
      expect(found).toBe(told);
    },
  );
});
