import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { OrderRequest, RequestPriority, TradeAccount } from "@/lib/ports/trade-venue";
import { type AnsweringServer, type Reply, startAnsweringServer } from "./answering-server.fixture.ts";
import { binanceOrder, listBinance } from "./binance-answers.fixture.ts";
import { ID, openedAt, orderOf } from "./open-account.fixture.ts";

vi.setConfig({ testTimeout: 20_000 });

/** The client asks by the machine's time, as exchanges answer by theirs. */
const SINCE = utcMs(Math.floor(Date.now() / 1_000) * 1_000 - 60_000);
const BTC = { symbol: "BTC/USDT", market: "spot" } as const;

let server: AnsweringServer;
let account: TradeAccount;

beforeAll(async () => {
  server = await startAnsweringServer();
  listBinance(server);
  server.mark();
  await openAccount(); // ccxt is loaded here, which takes its time
}, 30_000);

const opened: TradeAccount[] = [];
const openAccount = async (timeoutMs = 10_000) => {
  const one = await openedAt(server.url, "binance", { timeoutMs });
  opened.push(one);
  server.asked.length = 0;
  return one;
};

const fresh = async (timeoutMs?: number) => {
  account = await openAccount(timeoutMs);
};

afterEach(async () => {
  server.reset();
  await Promise.all(opened.splice(0).map((one) => one.close()));
});
afterAll(() => server.close());

const order = orderOf;

const place = (sent: OrderRequest, priority: RequestPriority = "open", mayLeave = true) =>
  account.place(sent, priority, () => Promise.resolve(mayLeave));

const sentBody = () => {
  const bodies = server.asked.filter(({ method }) => method === "POST");
  expect(bodies).toHaveLength(1);
  return Object.fromEntries(new URLSearchParams(bodies[0]?.body));
};

describe("an order", () => {
  it("carries our client id, the exact amount, and is read with what it filled", async () => {
    await fresh();
    server.on("POST", /\/api\/v3\/order$/, ({ body }) => ({
      json: {
        ...binanceOrder({
          clientOrderId: new URLSearchParams(body).get("newClientOrderId"),
          status: "FILLED",
          executedQty: "0.30000000",
          cummulativeQuoteQty: "19500.30000000",
        }),
        transactTime: 1_768_478_400_123,
        fills: [],
      },
    }));
    const sent = await place(order({ qty: dec("0.1").plus("0.2").plus("0.00000001") }), "open");
    expect(sentBody()).toMatchObject({
      symbol: "BTCUSDT",
      side: "BUY",
      type: "MARKET",
      quantity: "0.30000001",
      newClientOrderId: ID,
      recvWindow: "5000",
    });
    expect(sent).toMatchObject({ kind: "accepted", order: { venueOrderId: "28", state: "filled", clientOrderId: ID } });
    if (sent.kind === "accepted") expect(plain(sent.order.averagePrice ?? 0)).toBe("65001");
  });

  it.each([
    ["limit", { price: dec("65000.01"), timeInForce: "IOC" }, { type: "LIMIT", price: "65000.01", timeInForce: "IOC" }],
    ["stop", { trigger: dec("60000.55"), side: "SELL" }, { type: "STOP_LOSS", stopPrice: "60000.55", side: "SELL" }],
    [
      "stopLimit",
      { trigger: dec("60000"), price: dec("59999.99"), side: "SELL" },
      { type: "STOP_LOSS_LIMIT", stopPrice: "60000", price: "59999.99", timeInForce: "GTC" },
    ],
    ["takeProfit", { trigger: dec("70000"), side: "SELL" }, { type: "TAKE_PROFIT", stopPrice: "70000" }],
  ] as const)("of the kind %s is told in the venue's words", async (type, fields, words) => {
    await fresh();
    server.on("POST", /\/api\/v3\/order$/, { json: binanceOrder({ clientOrderId: ID }) });
    expect(await place(order({ type, ...fields }), "protect")).toMatchObject({
      kind: "accepted",
      order: { type, state: "open" },
    });
    expect(sentBody()).toMatchObject(words);
    expect(sentBody()).not.toHaveProperty("clientOrderId");
  });

  it("that triggers on USD-M goes to algoOrder, reduce-only", async () => {
    await fresh();
    server.on("POST", /\/fapi\/v1\/algoOrder$/, {
      json: {
        algoId: 3358,
        clientAlgoId: ID,
        algoType: "CONDITIONAL",
        orderType: "STOP_MARKET",
        symbol: "BTCUSDT",
        side: "SELL",
        positionSide: "BOTH",
        timeInForce: "GTC",
        quantity: "0.002",
        algoStatus: "NEW",
        triggerPrice: "60000.00",
        price: "0",
        reduceOnly: true,
        createTime: 1_768_478_400_000,
        updateTime: 1_768_478_400_000,
      },
    });
    const stop = order({
      symbol: "BTC/USDT:USDT",
      market: "swap",
      side: "SELL",
      type: "stop",
      qty: dec("0.002"),
      trigger: dec("60000"),
      reduceOnly: true,
    });
    expect(await place(stop, "protect")).toMatchObject({ kind: "accepted", order: { venueOrderId: "3358" } });
    expect(sentBody()).toMatchObject({
      algoType: "CONDITIONAL",
      clientAlgoId: ID,
      triggerPrice: "60000",
      type: "STOP_MARKET",
      quantity: "0.002",
      reduceOnly: "true",
    });
  });
});

/** RELIABILITY 3.2 as a table: what is proven to have done nothing, and everything else. */
describe("a failed order", () => {
  const said = (code: number, msg: string, status = 400): Reply => ({ status, json: { code, msg } });
  it.each([
    ["insufficient_funds", said(-2010, "Account has insufficient balance for requested action.")],
    ["duplicate_client_id", said(-2010, "Duplicate order sent.")],
    ["would_trigger", said(-2010, "Stop price would trigger immediately.")],
    ["market_closed", said(-2010, "Market is closed.")],
    ["min_notional", said(-1013, "Filter failure: NOTIONAL")],
    ["min_notional", said(-1013, "Filter failure: MIN_NOTIONAL")],
    ["lot_size", said(-1013, "Filter failure: LOT_SIZE")],
    ["price_filter", said(-1013, "Filter failure: PRICE_FILTER")],
    ["price_filter", said(-1013, "Filter failure: PERCENT_PRICE_BY_SIDE")],
    ["bad_symbol", said(-1121, "Invalid symbol.")],
    ["clock_skew", said(-1021, "Timestamp for this request is outside of the recvWindow.")],
    ["bad_signature", said(-1022, "Signature for this request is not valid.")],
    ["key_refused", said(-2015, "Invalid API-key, IP, or permissions for action.", 401)],
    ["rate_limited", said(-1003, "Too many requests.", 429)],
    ["rate_limited", { status: 418, html: "<html>I am a teapot</html>" }],
  ] as const)("is refused as %s, proven by the venue's code", async (code, reply) => {
    await fresh();
    server.on("POST", /\/api\/v3\/order$/, reply);
    const sent = await place(order(), "open");
    expect(sent).toMatchObject({ kind: "refused", code });
    expect(server.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(JSON.stringify(sent)).not.toMatch(/canary|signature=/);
  });

  it.each([
    ["a reset", { fault: "reset" }],
    ["silence", { fault: "hang" }],
    ["a truncated answer", { fault: "truncated" }],
    ["HTML 502", { status: 502, html: "<html>Bad Gateway</html>" }],
    ["503 -1007", said(-1007, "Timeout waiting for response from backend server.", 503)],
    ["503 with a code that is a refusal elsewhere", said(-2010, "Account has insufficient balance.", 503)],
    ["-1006", said(-1006, "An unexpected response was received from the message bus.")],
    ["-1000", said(-1000, "An unknown error occurred while processing the request.")],
    ["a code that nobody knows", said(-9999, "what is this")],
    ["200 that is no JSON", { status: 200, html: "<html>welcome</html>" }],
    ["200 that is no order", { json: { hello: "world" } }],
  ] as const)("is unknown after %s, and was sent exactly once", async (_what, reply) => {
    await fresh("fault" in reply ? 3_000 : undefined);
    server.on("POST", /\/api\/v3\/order$/, reply);
    expect(await place(order(), "open")).toMatchObject({ kind: "unknown" });
    expect(server.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  });
});

describe("finding an order by our client id", () => {
  const asks = () => server.asked.map(({ path }) => path.split("/").slice(-2).join("/"));
  const absent: Reply = { status: 400, json: { code: -2013, msg: "Order does not exist." } };
  const nowhere = () => {
    server.on("GET", /\/v3\/order$/, absent);
    server.on("GET", /\/v3\/openOrders$/, { json: [] });
    server.on("GET", /\/v3\/allOrders$/, { json: [] });
    server.on("GET", /\/v3\/myTrades$/, { json: [] });
  };
  const find = () => account.find({ ...BTC, clientOrderId: ID }, SINCE);

  it("asks the venue by that id first", async () => {
    await fresh();
    server.on("GET", /\/v3\/order$/, ({ query }) => ({
      json: binanceOrder({
        clientOrderId: query.get("origClientOrderId"),
        status: "PARTIALLY_FILLED",
        executedQty: "0.1",
      }),
    }));
    const found = await find();
    expect(found).toMatchObject({ ok: true, value: { state: "partial", venueOrderId: "28", clientOrderId: ID } });
    if (found.ok) expect(plain(found.value?.filled ?? 0)).toBe("0.1");
    expect(asks()).toEqual(["v3/order"]);
  });

  it("says null only when every list has answered without it", async () => {
    await fresh();
    nowhere();
    expect(await find()).toEqual({ ok: true, value: null });
    expect([...new Set(asks())]).toEqual(["v3/order", "v3/openOrders", "v3/allOrders", "v3/myTrades"]);
  });

  it("finds it in a later list when the look-up lags behind", async () => {
    await fresh();
    nowhere();
    server.on("GET", /\/v3\/allOrders$/, { json: [binanceOrder({ clientOrderId: ID, status: "CANCELED" })] });
    expect(await find()).toMatchObject({ ok: true, value: { state: "cancelled" } });
  });

  it("traces a trade of an order that no list tells of", async () => {
    await fresh();
    nowhere();
    server.on("GET", /\/v3\/myTrades$/, { json: [trade(1, { orderId: 77 })] });
    server.on("GET", /\/v3\/order$/, ({ query }) =>
      query.get("orderId") === "77"
        ? { json: binanceOrder({ orderId: 77, clientOrderId: ID, status: "FILLED", executedQty: "0.3" }) }
        : absent,
    );
    expect(await find()).toMatchObject({ ok: true, value: { venueOrderId: "77", state: "filled" } });
  });

  it.each([
    ["open orders", /\/v3\/openOrders$/],
    ["history", /\/v3\/allOrders$/],
    ["trades", /\/v3\/myTrades$/],
  ])("proves nothing while %s do not answer", async (_list, path) => {
    await fresh();
    nowhere();
    server.on("GET", path, { status: 502, html: "<html>Bad Gateway</html>" });
    expect(await find()).toMatchObject({ ok: false, reason: "unreachable" });
  });

  it("tells a refused key and a limit apart from silence", async () => {
    await fresh();
    server.on("GET", /\/v3\/order$/, {
      status: 401,
      json: { code: -2015, msg: "Invalid API-key, IP, or permissions." },
    });
    expect(await find()).toMatchObject({ ok: false, reason: "key" });
    server.on("GET", /\/v3\/order$/, {
      status: 429,
      headers: { "retry-after": "7" },
      json: { code: -1003, msg: "Too many." },
    });
    expect(await find()).toMatchObject({ ok: false, reason: "limited" });
    const sent = await place(order(), "close");
    expect(sent).toMatchObject({ kind: "notSent" });
    if (sent.kind === "notSent") expect(sent.retryAfterMs).toBeGreaterThan(5_000);
    expect(server.asked.filter(({ method }) => method === "POST")).toHaveLength(0);
  });

  it("lets nothing leave that is no longer wanted when its turn comes", async () => {
    await fresh();
    expect(await place(order(), "open", false)).toMatchObject({ kind: "notSent" });
    expect(server.asked).toHaveLength(0);
  });

  it("follows a USD-M stop that fired to the order it made", async () => {
    await fresh();
    server.on("GET", /\/fapi\/v1\/order$/, ({ query }) =>
      query.get("orderId") === "900"
        ? {
            json: {
              ...binanceOrder({ orderId: 900, status: "FILLED", side: "SELL", origQty: "0.002", executedQty: "0.002" }),
              avgPrice: "59990.1",
              cumQuote: "119.9802",
              positionSide: "BOTH",
              reduceOnly: true,
            },
          }
        : absent,
    );
    server.on("GET", /\/fapi\/v1\/algoOrder$/, {
      json: {
        algoId: 3358,
        clientAlgoId: ID,
        orderType: "STOP_MARKET",
        symbol: "BTCUSDT",
        side: "SELL",
        positionSide: "BOTH",
        quantity: "0.002",
        algoStatus: "FINISHED",
        triggerPrice: "60000.00",
        price: "0",
        actualOrderId: "900",
        createTime: 1_768_478_400_000,
        updateTime: 1_768_478_400_000,
      },
    });
    const found = await account.find({ symbol: "BTC/USDT:USDT", market: "swap", clientOrderId: ID }, SINCE);
    expect(found).toMatchObject({
      ok: true,
      value: { venueOrderId: "3358", type: "stop", state: "filled", reduceOnly: true },
    });
    if (found.ok) expect(plain(found.value?.averagePrice ?? 0)).toBe("59990.1");
  });
});

const trade = (id: number, fields: Readonly<Record<string, unknown>> = {}) => ({
  symbol: "BTCUSDT",
  id,
  orderId: 28,
  price: "65000.01",
  qty: "0.00000001",
  quoteQty: "0.00065",
  commission: "0.00000000001",
  commissionAsset: "BTC",
  time: SINCE + id,
  isBuyer: true,
  isMaker: false,
  isBestMatch: true,
  ...fields,
});

describe("what an account holds and did", () => {
  it("reads every page of fills once, oldest first, to the last digit", async () => {
    await fresh();
    const trades = Array.from({ length: 2_300 }, (_, index) => trade(index + 1));
    server.on("GET", /\/v3\/myTrades$/, ({ query }) => {
      const from = Number(query.get("fromId") ?? 0);
      const [start, end] = [
        Number(query.get("startTime") ?? 0),
        Number(query.get("endTime") ?? Number.MAX_SAFE_INTEGER),
      ];
      const page = trades.filter(({ id, time }) => id >= from && time >= start && time <= end);
      return { json: page.slice(0, Number(query.get("limit"))) };
    });
    const fills = await account.fills(BTC, SINCE);
    if (!fills.ok) throw new Error(fills.detail);
    expect(fills.value.map(({ tradeId }) => Number(tradeId))).toEqual(trades.map(({ id }) => id));
    const { price, qty, fee, feeCurrency, side } = fills.value[0] ?? {};
    expect([price, qty, fee].map((one) => plain(one ?? 0))).toEqual(["65000.01", "0.00000001", "0.00000000001"]);
    expect([feeCurrency, side]).toEqual(["BTC", "BUY"]);
  });

  it("gives a fired USD-M stop's executions under the stop's own ids", async () => {
    await fresh();
    server.on("GET", /\/fapi\/v1\/userTrades$/, {
      json: [
        {
          symbol: "BTCUSDT",
          id: 7,
          orderId: 900,
          side: "SELL",
          price: "59990.1",
          qty: "0.002",
          commission: "0.04799208",
          commissionAsset: "USDT",
          time: SINCE + 1,
        },
      ],
    });
    server.on("GET", /\/fapi\/v1\/order$/, { json: { ...binanceOrder({ orderId: 900 }), positionSide: "BOTH" } });
    server.on("GET", /\/fapi\/v1\/allAlgoOrders$/, {
      json: [
        {
          algoId: 3358,
          clientAlgoId: ID,
          orderType: "STOP_MARKET",
          symbol: "BTCUSDT",
          side: "SELL",
          positionSide: "BOTH",
          quantity: "0.002",
          algoStatus: "FINISHED",
          triggerPrice: "60000.00",
          price: "0",
          actualOrderId: "900",
          createTime: SINCE,
          updateTime: SINCE,
        },
      ],
    });
    const fills = await account.fills({ symbol: "BTC/USDT:USDT", market: "swap" }, SINCE);
    expect(fills).toMatchObject({ ok: true, value: [{ tradeId: "7", venueOrderId: "3358", clientOrderId: ID }] });
  });

  it("reads balances, what an order binds apart", async () => {
    await fresh();
    server.on("GET", /\/api\/v3\/account$/, {
      json: { balances: [{ asset: "BTC", free: "0.10000000", locked: "0.20000001" }], permissions: ["SPOT"] },
    });
    const told = await account.balances("spot");
    if (!told.ok) throw new Error(told.detail);
    expect(told.value.map(({ currency, free, total }) => [currency, plain(free), plain(total)])).toEqual([
      ["BTC", "0.1", "0.30000001"],
    ]);
  });

  it("reads swap positions", async () => {
    await fresh();
    server.on("GET", /\/fapi\/v1\/leverageBracket$/, { json: [] });
    server.on("GET", /\/fapi\/v3\/positionRisk$/, {
      json: [
        {
          symbol: "BTCUSDT",
          positionSide: "BOTH",
          positionAmt: "-0.003",
          entryPrice: "65000.1",
          markPrice: "64000",
          unRealizedProfit: "3",
          liquidationPrice: "90000.5",
          isolatedMargin: "0",
          notional: "-192",
          marginAsset: "USDT",
          updateTime: 1_768_478_400_000,
        },
      ],
    });
    const told = await account.positions();
    if (!told.ok) throw new Error(told.detail);
    expect(told.value.map(({ side, qty, entryPrice }) => [side, plain(qty), plain(entryPrice)])).toEqual([
      ["SHORT", "0.003", "65000.1"],
    ]);
  });

  it("lists every resting order, trigger orders of USD-M too", async () => {
    await fresh();
    server.on("GET", /\/api\/v3\/openOrders$/, {
      json: [
        binanceOrder({ orderId: 1, type: "STOP_LOSS", stopPrice: "60000", side: "SELL", clientOrderId: "by-hand" }),
      ],
    });
    server.on("GET", /\/fapi\/v1\/openOrders$/, { json: [] });
    server.on("GET", /\/fapi\/v1\/openAlgoOrders$/, {
      json: [
        {
          algoId: 2,
          clientAlgoId: ID,
          orderType: "TAKE_PROFIT_MARKET",
          symbol: "BTCUSDT",
          side: "SELL",
          positionSide: "BOTH",
          quantity: "0.002",
          algoStatus: "NEW",
          triggerPrice: "70000",
          price: "0",
          createTime: 1_768_478_400_000,
          updateTime: 1_768_478_400_000,
        },
      ],
    });
    const told = await account.openOrders();
    if (!told.ok) throw new Error(told.detail);
    expect(told.value.map(({ symbol, type, clientOrderId }) => [symbol, type, clientOrderId])).toEqual([
      ["BTC/USDT", "stop", "by-hand"],
      ["BTC/USDT:USDT", "takeProfit", ID],
    ]);
  });

  it("cancels by client id, and tells a gone order from one it cannot know of", async () => {
    await fresh();
    const cancel = () => account.cancel({ ...BTC, clientOrderId: ID, venueOrderId: null });
    server.on("DELETE", /\/v3\/order$/, { json: binanceOrder({ status: "CANCELED", clientOrderId: "c1" }) });
    expect(await cancel()).toEqual({ kind: "cancelled" });
    expect(server.asked[0]?.query.get("origClientOrderId")).toBe(ID);
    server.on("DELETE", /\/v3\/order$/, { status: 400, json: { code: -2011, msg: "Unknown order sent." } });
    expect(await cancel()).toEqual({ kind: "gone" });
    server.on("DELETE", /\/v3\/order$/, { fault: "reset" });
    expect(await cancel()).toMatchObject({ kind: "unknown" });
  });

  it("tells what a market lets one trade, in exact steps", async () => {
    await fresh();
    const told = await account.instrument({ symbol: "PEPE/USDT", market: "spot" });
    if (!told.ok) throw new Error(told.detail);
    expect([told.value.tick, told.value.lot, told.value.minNotional].map(plain)).toEqual(["0.00000001", "1", "5"]);
  });
});

describe("a price of a cheap coin", () => {
  it("is sent in plain digits, never as 1e-8", async () => {
    await fresh();
    server.on("POST", /\/api\/v3\/order$/, {
      json: binanceOrder({ symbol: "PEPEUSDT", clientOrderId: ID, type: "LIMIT" }),
    });
    const pepe = order({ symbol: "PEPE/USDT", type: "limit", qty: dec("123456789"), price: dec("0.00000123") });
    expect(await place(pepe, "open")).toMatchObject({ kind: "accepted" });
    expect(sentBody()).toMatchObject({ price: "0.00000123", quantity: "123456789" });
  });
});

describe("requests that ccxt could make by itself", () => {
  it("go to no host but the venue's own", async () => {
    await fresh();
    server.on("GET", /.*/, { json: [] });
    await account.openOrders();
    expect(server.asked.length).toBeGreaterThan(0);
    for (const { path } of server.asked) expect(path).toMatch(/^\/f?api\.binance\.com\//);
  });
});
