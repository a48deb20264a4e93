import type { Exchange } from "ccxt";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import type { VenueKey } from "../../account.ts";
import { createIds, openAt, refusal } from "../../ccxt.fixture.ts";
import { startVenue, type Venue } from "../../start-venue.ts";

let venue: Venue;
let client: Exchange;
let key: VenueKey;
const SPOT = "BTC/USDT";
const SWAP = "BTC/USDT:USDT";
const ids = createIds();
const price = (bid: string, ask: string, last: string) => venue.setPrice({ symbol: SPOT, bid, ask, last });

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
});
afterAll(() => venue.close());
beforeEach(async () => {
  price("99.9", "100.1", "100");
  ({ client, key } = await openAt(venue, "bybit"));
  return () => client.close();
});

const usdt = async () => (await client.fetchBalance())["USDT"];
const find = (id: unknown, symbol: string) => client.fetchOrder(String(id), symbol, { acknowledged: true });

describe("Bybit to ccxt", () => {
  it("lists spot and perpetuals with their steps", async () => {
    const markets = await client.loadMarkets();
    expect(markets[SPOT]).toMatchObject({ precision: { price: 0.01, amount: 0.00001 }, limits: { cost: { min: 5 } } });
    expect(markets[SWAP]).toMatchObject({ linear: true, taker: 0.00055, precision: { price: 0.1, amount: 0.001 } });
    expect(await client.fetchTicker(SPOT)).toMatchObject({ bid: 99.9, ask: 100.1, last: 100 });
    expect(await client.fetchTicker(SWAP)).toMatchObject({ bid: 99.9, ask: 100.1, last: 100 });
  });

  it("buys by amount, or by cost where a price is given, and takes the fee in coin", async () => {
    const one = await client.createOrder(SPOT, "market", "buy", 1, undefined, { clientOrderId: ids() });
    expect(one.status).toBeUndefined(); // the accept tells ids and nothing else
    expect(await find(one.id, SPOT)).toMatchObject({ status: "closed", filled: 1, average: 100.1 });
    const two = await client.createOrder(SPOT, "market", "buy", 0.5, 100.1, { clientOrderId: ids() });
    expect(await find(two.id, SPOT)).toMatchObject({ status: "closed", filled: 0.5 });
    expect((await client.fetchBalance())["BTC"]?.total).toBe(1.4985);
    expect((await client.fetchMyTrades(SPOT))[0]).toMatchObject({ fee: { currency: "BTC", cost: 0.001 } });
  });

  it("never takes a client id twice", async () => {
    const clientOrderId = ids();
    await client.createOrder(SPOT, "market", "buy", 1, undefined, { clientOrderId });
    const again = client.createOrder(SPOT, "market", "buy", 1, undefined, { clientOrderId });
    expect(await refusal(client, again)).toMatchObject({ code: 170141 });
    const swapId = ids();
    await client.createOrder(SWAP, "market", "buy", 1, undefined, { clientOrderId: swapId });
    const swapAgain = client.createOrder(SWAP, "market", "buy", 1, undefined, { clientOrderId: swapId });
    expect(await refusal(client, swapAgain)).toMatchObject({ class: "InvalidOrder", code: 110072 });
  });

  it("finds an order by its client id, and by none where there is none", async () => {
    const clientOrderId = ids();
    const order = await client.createOrder(SPOT, "limit", "buy", 1, 90, { clientOrderId });
    const open = await client.fetchOpenOrders(SPOT, undefined, undefined, { orderLinkId: clientOrderId });
    expect(open).toMatchObject([{ id: order.id, clientOrderId, status: "open" }]);
    expect(await client.fetchOpenOrders(SPOT, undefined, undefined, { orderLinkId: ids() })).toEqual([]);
    await client.cancelOrder(String(order.id), SPOT);
    expect(await refusal(client, client.cancelOrder(String(order.id), SPOT))).toMatchObject({ code: 170213 });
    const closed = await client.fetchCanceledAndClosedOrders(SPOT, undefined, undefined, {
      orderLinkId: clientOrderId,
    });
    expect(closed).toMatchObject([{ id: order.id, status: "canceled" }]);
  });

  it("keeps spot stops, triggered by the last price", async () => {
    await client.createOrder(SPOT, "market", "buy", 2, undefined, { clientOrderId: ids() });
    const stop = await client.createOrder(SPOT, "market", "sell", 1, undefined, {
      clientOrderId: ids(),
      triggerPrice: 97,
    });
    expect(await client.fetchOpenOrders(SPOT, undefined, undefined, { trigger: true })).toMatchObject([
      { id: stop.id, triggerPrice: 97 },
    ]);
    price("96.8", "96.9", "96.85");
    expect(await find(stop.id, SPOT)).toMatchObject({ status: "closed", average: 96.8 });
  });

  it("keeps positions, margin and what they realise, to the last digit", async () => {
    await client.setLeverage(5, SWAP);
    expect(await refusal(client, client.setLeverage(5, SWAP))).toMatchObject({ class: "BadRequest", code: 110043 });
    await client.createOrder(SWAP, "market", "buy", 3, undefined, { clientOrderId: ids() });
    price("103.9", "104.1", "104");
    const [held] = await client.fetchPositions([SWAP]);
    expect(held).toMatchObject({ side: "long", contracts: 3, entryPrice: 100.1, leverage: 5, unrealizedPnl: 11.7 });
    const sold = await client.createOrder(SWAP, "market", "sell", 1, undefined, {
      clientOrderId: ids(),
      reduceOnly: true,
    });
    expect(await find(sold.id, SWAP)).toMatchObject({ status: "closed", reduceOnly: true });
    const fees = dec("0.00055").times(dec(300.3).plus(103.9));
    expect((await usdt())?.total).toBe(Number(plain(dec(10_000).plus("3.8").minus(fees))));
    expect(plain(venue.books.fills(key.account).at(-1)?.pnl ?? 0)).toBe("3.8");
  });

  it("refuses to reduce where there is nothing, and cuts an exit to the position", async () => {
    const none = client.createOrder(SWAP, "market", "sell", 1, undefined, { clientOrderId: ids(), reduceOnly: true });
    expect(await refusal(client, none)).toMatchObject({ code: 110017 });
    await client.createOrder(SWAP, "market", "buy", 1, undefined, { clientOrderId: ids() });
    const stop = await client.createOrder(SWAP, "market", "sell", 5, undefined, {
      clientOrderId: ids(),
      stopLossPrice: 95,
    });
    expect(await client.fetchOpenOrders(SWAP)).toMatchObject([{ id: stop.id, reduceOnly: true, triggerPrice: 95 }]);
    price("94", "94.2", "94.1");
    expect(await client.fetchPositions([SWAP])).toMatchObject([{ contracts: 0 }]);
  });

  it("closes by force what its money no longer carries", async () => {
    await client.setLeverage(50, SWAP);
    await client.createOrder(SWAP, "market", "buy", 2_000, undefined, { clientOrderId: ids() });
    price("94.9", "95.1", "95");
    expect(await client.fetchPositions()).toEqual([]);
    expect((await client.fetchMyTrades(SWAP)).map(({ side }) => side)).not.toContain("sell");
    const [taken] = await client.fetchMyTrades(SWAP, undefined, undefined, { execType: "BustTrade" });
    expect(taken).toMatchObject({ side: "sell", amount: 2_000, price: 94.9 });
  });

  it.each([
    ["more money than there is", () => client.createOrder(SPOT, "limit", "buy", 1_000, 99), 170131],
    ["more margin than there is", () => client.createOrder(SWAP, "limit", "buy", 10_000, 99), 110007],
    ["a spot order under the smallest", () => client.createOrder(SPOT, "limit", "buy", 0.01, 99), 170140],
    ["a perpetual's under the smallest", () => client.createOrder(SWAP, "limit", "buy", 0.01, 99), 110094],
    ["an order it does not know", () => client.cancelOrder("1", SWAP), 110001],
  ])("refuses %s", async (_what, call, code) => {
    expect(await refusal(client, call())).toMatchObject({ code });
  });

  it("tells orders and prices on its websockets", async () => {
    await client.loadMarkets();
    expect(await client.watchTicker(SWAP)).toMatchObject({ bid: 99.9, ask: 100.1 });
    const first = client.watchOrders();
    await expect.poll(() => venue.hearers(key.account), { timeout: 10_000 }).toBe(1);
    const clientOrderId = ids();
    await client.createOrder(SPOT, "market", "buy", 1, undefined, { clientOrderId });
    expect((await first)[0]).toMatchObject({ clientOrderId });
  });
});
