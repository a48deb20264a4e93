import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createIds, openWarm, refusal } from "../ccxt.fixture.ts";
import { startVenue, type Venue } from "../start-venue.ts";
import type { FaultKind } from "./fault.ts";

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
  const buy = (clientOrderId = ids()) => client.createOrder(BTC, "limit", "buy", 1, 90, { clientOrderId });
  return { client, account: key.account, buy };
}

const EXCHANGES = ["binance", "bybit", "mexc", "bitget"];

/** Struck before: nothing was done. After: everything was, and only the answer is missing. */
const TRANSPORT: readonly (readonly [FaultKind, orders: number, told: string])[] = [
  ["hangBefore", 0, "RequestTimeout"],
  ["hangAfter", 1, "RequestTimeout"],
  ["resetBefore", 0, "NetworkError"],
  ["resetAfter", 1, "NetworkError"],
  ["badGatewayBefore", 0, "ExchangeNotAvailable"],
  ["badGatewayAfter", 1, "ExchangeNotAvailable"],
];

describe.each(EXCHANGES)("%s", (exchange) => {
  it.each(TRANSPORT)("%s leaves %i orders and a %s", async (kind, orders, told) => {
    const { client, account, buy } = await opened(exchange);
    venue.faults.arm({ kind, exchange, account, op: "place" });
    expect((await refusal(client, buy())).class).toBe(told);
    expect(venue.books.orders(account)).toHaveLength(orders);
    expect(venue.faults.hits()).toEqual({ [kind]: 1 });
    await buy();
    expect(venue.books.orders(account)).toHaveLength(orders + 1);
  });

  it("breaks off half way: the order is there, the answer no JSON", async () => {
    const { client, account, buy } = await opened(exchange);
    venue.faults.arm({ kind: "truncated", op: "place" });
    expect((await refusal(client, buy())).class).not.toBe("null");
    expect(venue.books.orders(account)).toHaveLength(1);
  });

  it.each(["unknownBefore", "unknownAfter"] as const)("says by %s that it does not know", async (kind) => {
    const { client, account, buy } = await opened(exchange);
    venue.faults.arm({ kind, op: "place" });
    const { code } = await refusal(client, buy());
    expect(String(code)).toBe({ binance: "-1007", bybit: "10016", mexc: "503", bitget: "40725" }[exchange]);
    expect(venue.books.orders(account)).toHaveLength(kind === "unknownAfter" ? 1 : 0);
  });

  it("refuses an order that arrives too late to be inside its window", async () => {
    const { client, account, buy } = await opened(exchange);
    client.timeout = 10_000;
    client.options["recvWindow"] = 5_000;
    venue.faults.arm({ kind: "clockSkew", op: "place", ms: 60_000 });
    const { code } = await refusal(client, buy());
    expect(String(code)).toBe({ binance: "-1021", bybit: "10002", mexc: "700003", bitget: "40008" }[exchange]);
    expect(venue.books.orders(account)).toHaveLength(0);
  });

  it.each([
    ["insufficient", { binance: "-2010", bybit: "170131", mexc: "30004", bitget: "43012" }],
    ["minNotional", { binance: "-1013", bybit: "170140", mexc: "30002", bitget: "45110" }],
    ["lotSize", { binance: "-1013", bybit: "170137", mexc: "10096", bitget: "43006" }],
    ["tooLarge", { binance: "-1013", bybit: "170135", mexc: "30003", bitget: "45112" }],
    ["priceFilter", { binance: "-1013", bybit: "170134", mexc: "30010", bitget: "43008" }],
    ["duplicate", { binance: "-2010", bybit: "170141", mexc: "400", bitget: "40786" }],
    ["halted", { binance: "-1013", bybit: "170193", mexc: "30016", bitget: "41114" }],
    ["revokedKey", { binance: "-2015", bybit: "10003", mexc: "10072", bitget: "40006" }],
  ] as const)("refuses by %s in its own code", async (kind, codes) => {
    const { client, account, buy } = await opened(exchange);
    venue.faults.arm({ kind, op: "place" });
    expect(String((await refusal(client, buy())).code)).toBe(Reflect.get(codes, exchange));
    expect(venue.books.orders(account)).toHaveLength(0);
    expect(venue.faults.hits()).toEqual({ [kind]: 1 });
  });

  it("does not find a hidden order for as many look-ups as told, though it lies in the book", async () => {
    const { client, account, buy } = await opened(exchange);
    venue.faults.arm({ kind: "hidden", op: "place", looks: 2 });
    await buy();
    expect(venue.books.orders(account)).toHaveLength(1);
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(0);
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(0);
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(1);
  });

  it("fills a part, rejects late, and counts what a person does by hand", async () => {
    const { client, account } = await opened(exchange);
    venue.faults.arm({ kind: "partial", op: "place", fraction: 0.4 });
    const part = await client.createOrder(BTC, "limit", "buy", 1, 101, { clientOrderId: ids() });
    const held = (await client.fetchBalance())["BTC"]?.total ?? 0;
    expect(held).toBeGreaterThan(0.39);
    expect(held).toBeLessThanOrEqual(0.4);
    expect(venue.books.order(account, String(part.id).replace("C02__", ""))?.state).toBe("partial");
    venue.faults.arm({ kind: "lateReject", op: "place" });
    const late = await client.createOrder(BTC, "limit", "buy", 1, 90, { clientOrderId: ids() });
    expect(venue.books.order(account, String(late.id).replace("C02__", ""))?.state).toBe("rejected");
    venue.cancelByHand(account, String(part.id).replace("C02__", ""));
    venue.tradeByHand({ account, symbol: BTC, side: "SELL", qty: "0.1" });
    venue.moveMoney({ account, currency: "USDT", amount: "-1000" });
    expect(await client.fetchOpenOrders(BTC)).toHaveLength(0);
    expect(venue.faults.hits()).toEqual({ partial: 1, lateReject: 1, handCancel: 1, handTrade: 1, handWithdraw: 1 });
  });

  it("stops its ticker while the book trades on", async () => {
    const { client } = await opened(exchange);
    const before = await client.fetchTicker(BTC);
    venue.freezeTicker(exchange, BTC, true);
    venue.setPrice({ symbol: BTC, bid: "120", ask: "120.2" });
    expect((await client.fetchTicker(BTC)).last).toBe(before.last);
    venue.freezeTicker(exchange, BTC, false);
    expect((await client.fetchTicker(BTC)).last).toBe(120.1);
    expect(venue.faults.hits()).toEqual({ staleTicker: 1 });
  });
});

it.each(["binance", "bybit", "bitget"])(
  "opens a swap of %s at the leverage that a person set by hand",
  async (exchange) => {
    const { client, account } = await opened(exchange);
    venue.setLeverageByHand(account, SWAP, 7);
    await client.createOrder(SWAP, "market", "buy", 1, undefined, { clientOrderId: ids() });
    expect(venue.books.orders(account).map(({ leverage }) => leverage)).toEqual([7]);
    expect(venue.books.position(account, SWAP)?.leverage).toBe(7);
    expect(venue.faults.hits()).toEqual({ handLeverage: 1 });
    expect(() => venue.setLeverageByHand(account, SWAP, 101)).toThrow("leverage must be a whole number from 1 to 100.");
    expect(() => venue.setLeverageByHand(account, BTC, 7)).toThrow("BTC/USDT is no swap: it has no leverage.");
  },
);

it("answers 429 with Retry-After, and bans with 418 who goes on asking", async () => {
  const ask = () => fetch(`${venue.url}/api.binance.com/api/v3/time`);
  venue.faults.arm({ kind: "limited", exchange: "binance", ms: 30_000 });
  const first = await ask();
  expect([first.status, Number(first.headers.get("retry-after"))]).toEqual([429, 30]);
  for (let greed = 0; greed < 5; greed += 1) await ask();
  const banned = await ask();
  expect([banned.status, Number(banned.headers.get("retry-after"))]).toEqual([418, 120]);
  expect((await fetch(`${venue.url}/api.bybit.com/v5/market/time`)).status).toBe(200);
});

it("strikes only the account, the call and the turn it is aimed at", async () => {
  const struck = await opened("binance");
  const other = await opened("binance");
  venue.faults.arm({ kind: "insufficient", account: struck.account, op: "place", skip: 1, times: 1 });
  await other.buy();
  await struck.buy();
  expect(await refusal(struck.client, struck.buy())).toMatchObject({ code: -2010 });
  await struck.buy();
  expect(venue.books.orders(other.account)).toHaveLength(1);
});

describe("a private socket", () => {
  it.each([
    ["socketDouble", 2],
    ["socketSilent", 0],
  ] as const)("by %s says one message %i times", async (kind, times) => {
    const { client, account, buy } = await opened("binance");
    const heard: unknown[] = [];
    const handle = client.handleMessage.bind(client);
    client.handleMessage = (of: unknown, message: unknown) => {
      heard.push(message);
      return handle(of, message);
    };
    const first = client.watchOrders(BTC);
    first.catch(() => undefined);
    await expect.poll(() => venue.hearers(account), { timeout: 10_000 }).toBe(1);
    heard.length = 0;
    venue.faults.arm({ kind, op: "stream", account });
    await buy("first");
    await buy("second");
    await expect
      .poll(() => heard.filter((one) => JSON.stringify(one).includes('"second"')).length, { timeout: 10_000 })
      .toBe(1);
    expect(heard.filter((one) => JSON.stringify(one).includes('"first"'))).toHaveLength(times);
  });

  it("drops, and one message overtakes the other", async () => {
    const { client, account, buy } = await opened("binance");
    const first = client.watchOrders(BTC);
    first.catch(() => undefined);
    await expect.poll(() => venue.hearers(account), { timeout: 10_000 }).toBe(1);
    venue.faults.arm({ kind: "socketReorder", op: "stream", account });
    await buy("late");
    await buy("early");
    expect((await first)[0]?.clientOrderId).toBe("early");
    venue.faults.arm({ kind: "socketDrop", op: "stream", account });
    const next = refusal(client, client.watchOrders(BTC));
    await buy();
    expect((await next).class).toBe("NetworkError");
    expect(venue.hearers(account)).toBe(0);
  });
});

it("opens /control to its token alone", async () => {
  const ask = (token: string, path: string, init: RequestInit = {}) =>
    fetch(`${venue.url}/control${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
  expect((await ask("wrong", "/faults")).status).toBe(401);
  const body = JSON.stringify({ kind: "insufficient", op: "place" });
  expect((await ask(venue.controlToken, "/faults", { method: "POST", body })).status).toBe(200);
  expect(await (await ask(venue.controlToken, "/faults")).json()).toMatchObject({
    waiting: [{ rule: { kind: "insufficient", op: "place" } }],
    hits: {},
  });
  const bad = await ask(venue.controlToken, "/faults", { method: "POST", body: JSON.stringify({ kind: "nonsense" }) });
  expect(bad.status).toBe(422);
  const price = { symbol: "ETH/USDT", bid: "10", ask: "11" };
  await ask(venue.controlToken, "/price", { method: "POST", body: JSON.stringify(price) });
  const { client } = await opened("bybit");
  expect(await client.fetchTicker("ETH/USDT")).toMatchObject({ bid: 10, ask: 11 });
});
