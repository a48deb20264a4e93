import type { Exchange } from "ccxt";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { plain } from "@/lib/kernel/decimal";
import { createIds, openAt, refusal } from "../../ccxt.fixture.ts";
import { startVenue, type Venue } from "../../start-venue.ts";

let venue: Venue;
let client: Exchange;
let account: string;
const SPOT = "BTC/USDT";
const SWAP = "BTC/USDT:USDT";
const ids = createIds();
const price = (bid: string, ask: string, last: string) => venue.setPrice({ symbol: SPOT, bid, ask, last });
const market = (symbol: string, side: "buy" | "sell", amount: number, params: object = {}) =>
  client.createOrder(symbol, "market", side, amount, undefined, { clientOrderId: ids(), ...params });

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
});
afterAll(() => venue.close());
beforeEach(async () => {
  price("99.9", "100.1", "100");
  const opened = await openAt(venue, "bitget");
  client = opened.client;
  account = opened.key.account;
  client.options["uta"] = false;
  return () => client.close();
});

describe("Bitget to ccxt", () => {
  it("lists spot and perpetuals, and tells both prices", async () => {
    const markets = await client.loadMarkets();
    expect(markets[SPOT]).toMatchObject({ precision: { price: 0.01, amount: 0.00001 }, limits: { cost: { min: 1 } } });
    expect(markets[SWAP]).toMatchObject({ linear: true, precision: { price: 0.1, amount: 0.001 } });
    expect(await client.fetchTicker(SPOT)).toMatchObject({ bid: 99.9, ask: 100.1 });
    expect(await client.fetchTicker(SWAP)).toMatchObject({ bid: 99.9, ask: 100.1 });
  });

  it("says that its account is a classic one, by its own code", async () => {
    const ask: unknown = Reflect.get(client, "privateUtaGetV3AccountSettings");
    if (typeof ask !== "function") throw new Error("ccxt does not ask");
    expect(await refusal(client, Promise.resolve(ask.call(client, {})))).toMatchObject({ code: "40084" });
  });

  it("buys by cost and takes the fee in coin", async () => {
    const bought = await market(SPOT, "buy", 1, { cost: 50.05 });
    expect(await client.fetchOrder(String(bought.id), SPOT)).toMatchObject({
      status: "closed",
      filled: 0.5,
      average: 100.1,
      fee: { currency: "BTC", cost: 0.0005 },
    });
    expect((await client.fetchBalance())["BTC"]?.total).toBe(0.4995);
    expect(await client.fetchMyTrades(SPOT)).toMatchObject([
      { order: bought.id, amount: 0.5, fee: { currency: "BTC", cost: 0.0005 } },
    ]);
  });

  it("rests, finds by client id and cancels; an unknown order is an empty list on spot", async () => {
    const clientOrderId = ids();
    const order = await client.createOrder(SPOT, "limit", "buy", 1, 90, { clientOrderId });
    expect(await client.fetchOpenOrders(SPOT)).toMatchObject([{ id: order.id, clientOrderId, status: "open" }]);
    expect(await client.fetchOrder("", SPOT, { clientOrderId })).toMatchObject({ id: order.id });
    await client.cancelOrder("", SPOT, { clientOrderId });
    expect(await refusal(client, client.cancelOrder(String(order.id), SPOT))).toMatchObject({ code: "43001" });
    expect(await client.fetchCanceledAndClosedOrders(SPOT)).toMatchObject([{ id: order.id, status: "canceled" }]);
    expect(await refusal(client, client.fetchOrder("", SPOT, { clientOrderId: ids() }))).toMatchObject({
      class: "OrderNotFound",
      code: "00000",
    });
  });

  it("never takes a client id twice", async () => {
    const clientOrderId = ids();
    await market(SPOT, "buy", 1, { clientOrderId, cost: 50 });
    const again = market(SPOT, "buy", 1, { clientOrderId, cost: 50 });
    expect(await refusal(client, again)).toMatchObject({ class: "ExchangeError", code: "40786" });
  });

  it("keeps positions and what they realise", async () => {
    await client.setLeverage(10, SWAP);
    await market(SWAP, "buy", 2);
    price("109.9", "110.1", "110");
    expect(await client.fetchPositions([SWAP])).toMatchObject([
      { side: "long", contracts: 2, entryPrice: 100.1, leverage: 10, unrealizedPnl: 19.8 },
    ]);
    const sold = await market(SWAP, "sell", 2, { reduceOnly: true });
    expect(await client.fetchOrder(String(sold.id), SWAP)).toMatchObject({
      status: "closed",
      reduceOnly: true,
      average: 109.9,
    });
    expect(await client.fetchPositions([SWAP])).toEqual([]);
    // 19.6 gained, 0.06 % paid of 200.2 and of 219.8
    expect(plain(venue.books.total(account, "swap", "USDT"))).toBe("10019.348");
    expect((await client.fetchBalance({ type: "swap" }))["USDT"]?.total).toBe(10_019.348);
    expect((await client.fetchMyTrades(SWAP)).at(-1)).toMatchObject({ fee: { currency: "USDT", cost: 0.13188 } });
  });

  it("keeps plans and a position's stop, which become orders with ids of their own", async () => {
    await market(SWAP, "buy", 2);
    const plan = await market(SWAP, "sell", 1, { triggerPrice: 95, reduceOnly: true });
    const stop = await market(SWAP, "sell", 1, { stopLossPrice: 90 });
    const open = await client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true });
    expect(open).toMatchObject([{ id: plan.id, triggerPrice: 95 }]);
    const stops = await client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true, planType: "profit_loss" });
    expect(stops).toMatchObject([{ id: stop.id, triggerPrice: 90 }]);
    price("94.9", "95.1", "95");
    const [trade] = (await client.fetchMyTrades(SWAP)).slice(-1);
    expect(trade).toMatchObject({ side: "sell", amount: 1, price: 94.9 });
    expect(trade?.order).not.toBe(plan.id);
    await client.cancelOrder(String(stop.id), SWAP, { trigger: true });
    expect(
      await client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true, planType: "profit_loss" }),
    ).toEqual([]);
  });

  it.each([
    ["more money than there is", () => client.createOrder(SPOT, "limit", "buy", 1_000, 99), "43012"],
    ["more margin than there is", () => client.createOrder(SWAP, "limit", "buy", 10_000, 99), "40762"],
    ["an order under the smallest", () => client.createOrder(SPOT, "limit", "buy", 0.005, 99), "45110"],
    ["a reduction of nothing", () => market(SWAP, "sell", 1, { reduceOnly: true }), "22002"],
    ["an unknown contract order", () => client.fetchOrder("1", SWAP), "40109"],
  ])("refuses %s", async (_what, call, code) => {
    expect(await refusal(client, call())).toMatchObject({ code });
  });

  it("tells orders and prices on its websockets", async () => {
    await client.loadMarkets();
    expect(await client.watchTicker(SPOT)).toMatchObject({ bid: 99.9, ask: 100.1 });
    const first = client.watchOrders(undefined, undefined, undefined, { type: "spot" });
    await expect.poll(() => venue.hearers(account), { timeout: 10_000 }).toBe(1);
    const clientOrderId = ids();
    await client.createOrder(SPOT, "limit", "buy", 1, 90, { clientOrderId });
    expect((await first)[0]).toMatchObject({ clientOrderId, status: "open" });
  });
});
