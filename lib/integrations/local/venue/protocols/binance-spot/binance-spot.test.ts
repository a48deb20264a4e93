import type { Exchange } from "ccxt";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import type { VenueKey } from "../../account.ts";
import { createIds, openAt, refusal, TRADE_ONLY } from "../../ccxt.fixture.ts";
import { startVenue, type Venue } from "../../start-venue.ts";

let venue: Venue;
let client: Exchange;
let key: VenueKey;
const BTC = "BTC/USDT";
const ids = createIds();

beforeAll(async () => {
  venue = await startVenue({ port: 0 });
  venue.setPrice({ symbol: BTC, bid: "99.99", ask: "100.01", last: "100" });
});
afterAll(() => venue.close());
beforeEach(async () => {
  venue.setPrice({ symbol: BTC, bid: "99.99", ask: "100.01", last: "100" });
  ({ client, key } = await openAt(venue, "binance"));
  return () => client.close();
});

const total = async (currency: string) => Number((await client.fetchBalance())[currency]?.total ?? 0);

describe("Binance spot to ccxt", () => {
  it("lists its markets with steps, smallest order and fees", async () => {
    const market = (await client.loadMarkets())[BTC];
    expect(market).toMatchObject({
      id: "BTCUSDT",
      spot: true,
      precision: { price: 0.01, amount: 0.00001 },
      limits: { cost: { min: 5 } },
    });
    expect(await client.fetchTicker(BTC)).toMatchObject({ bid: 99.99, ask: 100.01, last: 100 });
  });

  it("fills a market buy at the ask and takes the fee off the coin; a sell's off the money", async () => {
    const bought = await client.createOrder(BTC, "market", "buy", 1, undefined, { clientOrderId: ids() });
    expect(bought).toMatchObject({
      status: "closed",
      filled: 1,
      average: 100.01,
      fee: { currency: "BTC", cost: 0.001 },
    });
    expect(await total("BTC")).toBe(0.999);
    expect(await total("USDT")).toBe(9_899.99);
    const sold = await client.createOrder(BTC, "market", "sell", 0.5, undefined, { clientOrderId: ids() });
    expect(sold).toMatchObject({ status: "closed", fee: { currency: "USDT", cost: 0.049995 } });
    const trades = await client.fetchMyTrades(BTC);
    expect(trades.map(({ side, amount, price }) => [side, amount, price])).toEqual([
      ["buy", 1, 100.01],
      ["sell", 0.5, 99.99],
    ]);
    const entries = venue.books.entries(key.account).filter((one) => one.wallet === "spot" && one.currency === "USDT");
    expect(plain(entries.reduce((sum, { amount }) => sum.plus(amount), dec(0)))).toBe("9949.935005");
    expect(await total("USDT")).toBe(9_949.935005);
  });

  it("rests a limit, binds its money, finds it by both ids and fills it at its own price when touched", async () => {
    const clientOrderId = ids();
    const order = await client.createOrder(BTC, "limit", "buy", 1, 95, { clientOrderId });
    expect(order.status).toBe("open");
    expect((await client.fetchBalance())["USDT"]).toMatchObject({ free: 9_905, used: 95 });
    expect((await client.fetchOpenOrders(BTC)).map(({ id }) => id)).toEqual([order.id]);
    venue.setPrice({ symbol: BTC, bid: "94", ask: "94.5", last: "94.2" });
    expect(await client.fetchOrder(String(order.id), BTC)).toMatchObject({ status: "closed", average: 95 });
    const byClientId = await client.fetchOrder("", BTC, { origClientOrderId: clientOrderId });
    expect(byClientId).toMatchObject({ id: order.id, clientOrderId, filled: 1 });
    expect((await client.fetchMyTrades(BTC))[0]).toMatchObject({ takerOrMaker: "maker", order: order.id });
  });

  it("keeps a stop until the last price reaches it, then sells at the bid; a take-profit the other way", async () => {
    await client.createOrder(BTC, "market", "buy", 2, undefined, { clientOrderId: ids() });
    const stop = await client.createOrder(BTC, "market", "sell", 0.9, undefined, {
      clientOrderId: ids(),
      stopLossPrice: 97,
    });
    const target = await client.createOrder(BTC, "market", "sell", 0.9, undefined, {
      clientOrderId: ids(),
      takeProfitPrice: 103,
    });
    expect((await client.fetchOpenOrders(BTC)).map(({ id, triggerPrice }) => [id, triggerPrice])).toEqual([
      [stop.id, 97],
      [target.id, 103],
    ]);
    venue.setPrice({ symbol: BTC, bid: "96.5", ask: "96.7", last: "96.6" });
    expect(await client.fetchOrder(String(stop.id), BTC)).toMatchObject({ status: "closed", average: 96.5 });
    venue.setPrice({ symbol: BTC, bid: "104", ask: "104.1", last: "104.05" });
    expect(await client.fetchOrder(String(target.id), BTC)).toMatchObject({ status: "closed", average: 104 });
  });

  it("cancels once; a second cancel finds nothing", async () => {
    const order = await client.createOrder(BTC, "limit", "buy", 1, 90, { clientOrderId: ids() });
    expect(await client.cancelOrder(String(order.id), BTC)).toMatchObject({ status: "canceled" });
    expect(await refusal(client, client.cancelOrder(String(order.id), BTC))).toMatchObject({
      class: "OrderNotFound",
      code: -2011,
    });
    expect(await client.fetchOrder(String(order.id), BTC)).toMatchObject({ status: "canceled" });
    expect((await client.fetchBalance())["USDT"]).toMatchObject({ free: 10_000, used: 0 });
  });

  it("lets a client id of a filled order be used again, and refuses it while one is open", async () => {
    const filled = ids();
    await client.createOrder(BTC, "market", "buy", 0.1, undefined, { clientOrderId: filled });
    await client.createOrder(BTC, "market", "buy", 0.1, undefined, { clientOrderId: filled });
    expect(await total("BTC")).toBe(0.1998);
    const open = ids();
    await client.createOrder(BTC, "limit", "buy", 1, 90, { clientOrderId: open });
    const again = client.createOrder(BTC, "limit", "buy", 1, 90, { clientOrderId: open });
    expect(await refusal(client, again)).toMatchObject({ class: "InvalidOrder", code: -2010 });
  });

  it("spends a cost where it is told one", async () => {
    const bought = await client.createOrder(BTC, "market", "buy", 1, undefined, { clientOrderId: ids(), cost: 50 });
    expect(bought).toMatchObject({ status: "closed", filled: 0.49995, average: 100.01 });
  });

  it("expires what an IOC cannot fill", async () => {
    const order = await client.createOrder(BTC, "limit", "buy", 1, 95, { clientOrderId: ids(), timeInForce: "IOC" });
    expect(order).toMatchObject({ status: "expired", filled: 0 });
  });

  it("tells orders and prices on its websockets", async () => {
    await client.loadMarkets();
    const order = client.watchOrders(BTC);
    expect(await client.watchTicker(BTC)).toMatchObject({ last: 100 }); // ccxt asks for the one without bid and ask
    expect(await client.fetchOrderBook(BTC)).toMatchObject({ bids: [[99.99, 1_000]], asks: [[100.01, 1_000]] });
    await expect.poll(() => venue.hearers(key.account), { timeout: 10_000 }).toBe(1);
    const clientOrderId = ids();
    await client.createOrder(BTC, "limit", "buy", 1, 90, { clientOrderId });
    expect((await order)[0]).toMatchObject({ status: "open", clientOrderId });
  });
});

const limit = (amount: number, price: number) =>
  `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=${amount}&price=${price}`;
describe("Binance spot refuses", () => {
  const place = (params: string) => {
    const post: unknown = Reflect.get(client, "privatePostOrder");
    if (typeof post !== "function") throw new Error("ccxt has no privatePostOrder");
    return Promise.resolve(
      post.call(client, { newClientOrderId: ids(), ...Object.fromEntries(new URLSearchParams(params)) }),
    );
  };
  it.each([
    ["more than the account has", limit(1_000, 99), { class: "InsufficientFunds", code: -2010 }],
    ["an order under the smallest", limit(0.01, 99), { class: "BadRequest", code: -1013 }],
    ["an amount off the step", limit(0.000015, 99), { class: "InvalidOrder", code: -1013 }],
    ["a price off the step", limit(1, 99.005), { class: "InvalidOrder", code: -1013 }],
    ["a symbol it does not list", limit(1, 99).replace("BTCUSDT", "NOUSDT"), { class: "BadSymbol", code: -1121 }],
    [
      "a stop that would trigger at once",
      "symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=1&stopPrice=101",
      { code: -2010 },
    ],
  ])("%s", async (_what, params, expected) => {
    expect(await refusal(client, place(params))).toMatchObject(expected);
  });

  it("an old or early request, a wrong signature, an unknown, revoked, unbound or read-only key", async () => {
    const late = client.fetchBalance({ timestamp: Date.now() - 20_000 });
    expect(await refusal(client, late)).toMatchObject({ class: "InvalidNonce", code: -1021 });
    const early = client.fetchBalance({ timestamp: Date.now() + 20_000 });
    expect(await refusal(client, early)).toMatchObject({ code: -1021 });
    const forged = await openAt(venue, "binance", { ...key, apiSecret: "wrong" });
    expect(await refusal(forged.client, forged.client.fetchBalance())).toMatchObject({ code: -1022 });
    const reader = venue.makeKey({ exchange: "binance", rights: { ...TRADE_ONLY, trade: false } });
    const reads = await openAt(venue, "binance", reader);
    expect(await refusal(reads.client, reads.client.createOrder(BTC, "market", "buy", 1))).toMatchObject({
      code: -2015,
    });
    const bound = venue.makeKey({ exchange: "binance", rights: TRADE_ONLY, ips: ["203.0.113.7"] });
    const far = await openAt(venue, "binance", bound);
    expect(await refusal(far.client, far.client.fetchBalance())).toMatchObject({ code: -2015 });
    await client.fetchBalance();
    venue.changeKey(key.apiKey, { revoked: true });
    // In a session that worked before, ccxt takes it for a ban (RELIABILITY 3.2).
    expect(await refusal(client, client.fetchBalance())).toMatchObject({ class: "DDoSProtection", code: -2015 });
  });
});
