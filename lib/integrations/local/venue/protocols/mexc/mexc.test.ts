import type { Exchange } from "ccxt";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createIds, openAt, refusal } from "../../ccxt.fixture.ts";
import { startVenue, type Venue } from "../../start-venue.ts";

let venue: Venue;
let client: Exchange;
const BTC = "BTC/USDT";
const ids = createIds();

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
});
afterAll(() => venue.close());
beforeEach(async () => {
  venue.setPrice({ symbol: BTC, bid: "99.99", ask: "100.01", last: "100" });
  ({ client } = await openAt(venue, "mexc"));
  return () => client.close();
});

describe("MEXC to ccxt", () => {
  it("lists its markets and prices", async () => {
    expect((await client.loadMarkets())[BTC]).toMatchObject({
      precision: { price: 0.01, amount: 0.00001 },
      limits: { cost: { min: 1 } },
      taker: 0.0005,
    });
    expect(await client.fetchTicker(BTC)).toMatchObject({ bid: 99.99, ask: 100.01, last: 100 });
  });

  it("answers a new order with its id alone; a buy with a price goes by cost", async () => {
    const bought = await client.createOrder(BTC, "market", "buy", 0.5, 100.01, { clientOrderId: ids() });
    expect(bought.status).toBeUndefined();
    // ccxt cuts the cost to the price's step: 50.00 and not 50.005, so it buys a little less than was asked for.
    const filled = { status: "closed", filled: 0.49995, cost: 49.9999995 };
    expect(await client.fetchOrder(String(bought.id), BTC)).toMatchObject(filled);
    expect((await client.fetchBalance())["BTC"]?.total).toBe(0.49970002);
    expect(await client.fetchMyTrades(BTC)).toMatchObject([
      { order: bought.id, price: 100.01, amount: 0.49995, fee: { currency: "BTC", cost: 0.00024998 } },
    ]);
  });

  it("rests, finds by client id and cancels a limit", async () => {
    const clientOrderId = ids();
    const order = await client.createOrder(BTC, "limit", "buy", 1, 90, { clientOrderId });
    expect(await client.fetchOpenOrders(BTC)).toMatchObject([{ id: order.id, clientOrderId, status: "open" }]);
    expect(await client.fetchOrder("", BTC, { clientOrderId })).toMatchObject({ id: order.id });
    expect(await client.cancelOrder("", BTC, { clientOrderId })).toMatchObject({ status: "canceled" });
    expect(await refusal(client, client.cancelOrder(String(order.id), BTC))).toMatchObject({ code: -2011 });
    expect(await client.fetchOrders(BTC)).toMatchObject([{ id: order.id, status: "canceled" }]);
  });

  it("cancels what an immediate order leaves", async () => {
    const order = await client.createOrder(BTC, "limit", "buy", 1, 95, { clientOrderId: ids(), timeInForce: "IOC" });
    expect(await client.fetchOrder(String(order.id), BTC)).toMatchObject({ status: "canceled", filled: 0 });
  });

  it("refuses a client id that is open, what it cannot pay, and what is too small", async () => {
    const clientOrderId = ids();
    await client.createOrder(BTC, "limit", "buy", 1, 90, { clientOrderId });
    const again = client.createOrder(BTC, "limit", "buy", 1, 90, { clientOrderId });
    expect(await refusal(client, again)).toMatchObject({ code: 400, text: expect.stringContaining("Duplicate") });
    const large = client.createOrder(BTC, "limit", "buy", 1_000, 90, { clientOrderId: ids() });
    expect(await refusal(client, large)).toMatchObject({ class: "InsufficientFunds", code: 30004 });
    const small = client.createOrder(BTC, "limit", "buy", 0.01, 90, { clientOrderId: ids() });
    expect(await refusal(client, small)).toMatchObject({ class: "InvalidOrder", code: 30002 });
  });
});
