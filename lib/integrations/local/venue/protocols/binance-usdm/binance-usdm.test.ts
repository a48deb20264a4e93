import type { Exchange } from "ccxt";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { plain } from "@/lib/kernel/decimal";
import { createIds, openAt, refusal } from "../../ccxt.fixture.ts";
import { startVenue, type Venue } from "../../start-venue.ts";

let venue: Venue;
let client: Exchange;
let account: string;
const SWAP = "BTC/USDT:USDT";
const ids = createIds();
const price = (bid: string, ask: string, last: string) => venue.setPrice({ symbol: SWAP, bid, ask, last });
const market = (side: "buy" | "sell", amount: number, params: object = {}) =>
  client.createOrder(SWAP, "market", side, amount, undefined, { clientOrderId: ids(), ...params });

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
});
afterAll(() => venue.close());
beforeEach(async () => {
  price("999.9", "1000.1", "1000");
  const opened = await openAt(venue, "binance");
  client = opened.client;
  account = opened.key.account;
  return () => client.close();
});

describe("Binance USD-M to ccxt", () => {
  it("opens, values and closes a position; the wallet changes by what was realised less the fees", async () => {
    await client.setLeverage(10, SWAP);
    expect(await market("buy", 2)).toMatchObject({ status: "closed", average: 1_000.1, filled: 2 });
    price("1009.9", "1010.1", "1010");
    expect(await client.fetchPositions([SWAP])).toMatchObject([
      { side: "long", contracts: 2, entryPrice: 1_000.1, unrealizedPnl: 19.8, initialMargin: 202 },
    ]);
    expect(await market("sell", 2, { reduceOnly: true })).toMatchObject({ status: "closed", average: 1_009.9 });
    expect(await client.fetchPositions([SWAP])).toEqual([]);
    // 10000 + 19.6 - 0.05 % of 2000.2 and of 2019.8
    expect((await client.fetchBalance({ type: "swap" }))["USDT"]).toMatchObject({ total: 10_017.59, used: 0 });
    expect(plain(venue.books.total(account, "swap", "USDT"))).toBe("10017.59");
    expect((await client.fetchMyTrades(SWAP)).map(({ fee }) => fee)).toMatchObject([
      { currency: "USDT", cost: 1.0001 },
      { currency: "USDT", cost: 1.0099 },
    ]);
  });

  it("keeps every trigger order at the algo endpoints; what it becomes in the book has ids of its own", async () => {
    await market("buy", 1);
    const clientOrderId = ids();
    const stop = await market("sell", 1, { clientOrderId, stopLossPrice: 950, reduceOnly: true });
    expect(stop).toMatchObject({ clientOrderId, status: "open", triggerPrice: 950 });
    expect(await client.fetchOpenOrders(SWAP)).toEqual([]);
    expect(await client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true })).toMatchObject([
      { id: stop.id, clientOrderId },
    ]);
    const asOrder = client.fetchOrder(String(stop.id), SWAP);
    expect(await refusal(client, asOrder)).toMatchObject({ class: "OrderNotFound", code: -2013 });
    price("949", "949.2", "949.1");
    const fired = await client.fetchOrder("", SWAP, { trigger: true, clientOrderId });
    const actual = String((fired.info as { actualOrderId: unknown }).actualOrderId);
    expect(actual).not.toBe(stop.id);
    expect(await client.fetchOrder(actual, SWAP)).toMatchObject({ status: "closed", average: 949, reduceOnly: true });
    expect((await client.fetchMyTrades(SWAP)).at(-1)).toMatchObject({ order: actual, side: "sell", amount: 1 });
    expect(await refusal(client, client.cancelOrder(String(stop.id), SWAP, { trigger: true }))).toMatchObject({
      code: -2011,
    });
  });

  it("cancels a stop by its client id, and takes an id again once its order is closed", async () => {
    await market("buy", 1);
    const clientOrderId = ids();
    const stop = { clientOrderId, stopLossPrice: 950, reduceOnly: true };
    await market("sell", 1, stop);
    expect(await refusal(client, market("sell", 1, stop))).toMatchObject({ code: -4116 });
    await client.cancelOrder("", SWAP, { trigger: true, clientOrderId });
    await market("sell", 1, stop);
    expect(await client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true })).toHaveLength(1);
  });

  it("takes resting reduce-only limits with the position that goes, and leaves its stop waiting", async () => {
    await market("buy", 1);
    const reduces = { reduceOnly: true, clientOrderId: ids() };
    const target = await client.createOrder(SWAP, "limit", "sell", 1, 1_100, reduces);
    await market("sell", 1, { stopLossPrice: 900, reduceOnly: true });
    await market("sell", 1, { reduceOnly: true });
    expect(await client.fetchOrder(String(target.id), SWAP)).toMatchObject({ status: "expired" });
    expect(await client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true })).toHaveLength(1);
    price("899", "899.2", "899.1");
    expect(await client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true })).toHaveLength(0);
    expect(await client.fetchPositions([SWAP])).toEqual([]);
  });

  it("sells short, and takes profit below", async () => {
    await market("sell", 1);
    await market("buy", 1, { takeProfitPrice: 900, reduceOnly: true });
    price("899.8", "900", "899.9");
    expect(await client.fetchPositions([SWAP])).toEqual([]);
    expect(plain(venue.books.fills(account).at(-1)?.pnl ?? 0)).toBe("99.9");
  });

  it.each([
    ["more margin than there is", () => market("buy", 1_000), -2019],
    ["an order under the smallest", () => market("buy", 0.05), -4164],
    ["a reduction of nothing", () => market("sell", 1, { reduceOnly: true }), -2022],
    ["a stop that would trigger at once", () => market("sell", 1, { stopLossPrice: 1_001 }), -2021],
    ["leverage beyond its bound", () => client.setLeverage(120, SWAP), -4028],
    ["a cancel of what it does not know", () => client.cancelOrder("1", SWAP), -2011],
  ])("refuses %s", async (_what, call, code) => {
    expect(await refusal(client, call())).toMatchObject({ code });
  });

  it("tells prices, orders and stops on its websockets", async () => {
    await client.loadMarkets();
    expect(await client.watchTicker(SWAP)).toMatchObject({ last: 1_000 });
    const first = client.watchOrders(SWAP);
    await expect.poll(() => venue.hearers(account), { timeout: 10_000 }).toBe(1);
    const clientOrderId = ids();
    await market("buy", 1, { clientOrderId });
    expect((await first)[0]).toMatchObject({ clientOrderId, symbol: SWAP });
  });
});
