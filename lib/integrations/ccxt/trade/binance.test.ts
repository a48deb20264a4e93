import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import type { Reply } from "./answering-server.fixture.ts";
import { binanceAlgoOrder, binanceOrder } from "./binance-answers.fixture.ts";
import { binanceStage, SINCE, trade } from "./binance-stage.fixture.ts";
import { BTC, ID, orderOf as order } from "./open-account.fixture.ts";

const stage = binanceStage();
const { fresh, place, sentBody } = stage;

describe("an order", () => {
  it("carries our client id, the exact amount, and is read with what it filled", async () => {
    await fresh();
    stage.server.on("POST", /\/api\/v3\/order$/, ({ body }) => ({
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
    stage.server.on("POST", /\/api\/v3\/order$/, { json: binanceOrder({ clientOrderId: ID }) });
    expect(await place(order({ type, ...fields }), "protect")).toMatchObject({
      kind: "accepted",
      order: { type, state: "open" },
    });
    expect(sentBody()).toMatchObject(words);
    expect(sentBody()).not.toHaveProperty("clientOrderId");
  });

  it("that triggers on USD-M goes to algoOrder, reduce-only", async () => {
    await fresh();
    stage.server.on("POST", /\/fapi\/v1\/algoOrder$/, {
      json: binanceAlgoOrder({ algoType: "CONDITIONAL", timeInForce: "GTC", reduceOnly: true }),
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
    ["too_large", said(-1013, "Filter failure: MARKET_LOT_SIZE")],
    ["too_large", said(-4005, "Quantity greater than max quantity.")],
    ["price_filter", said(-1013, "Filter failure: PRICE_FILTER")],
    ["price_filter", said(-1013, "Filter failure: PERCENT_PRICE_BY_SIDE")],
    ["bad_symbol", said(-1121, "Invalid symbol.")],
    ["clock_skew", said(-1021, "Timestamp for this request is outside of the recvWindow.")],
    ["bad_signature", said(-1022, "Signature for this request is not valid.")],
    ["key_refused", said(-2015, "Invalid API-key, IP, or permissions for action.", 401)],
    ["clock_skew", said(-5028, "Timestamp for this request is outside of the ME recvWindow.")],
    ["not_supported", said(-4045, "Reach max stop order limit.")],
    ["market_closed", said(-4400, "Futures Trading Quantitative Rules violated, only reduceOnly order is allowed.")],
    ["price_filter", said(-4007, "Stop price greater than max price.")],
    ["rate_limited", said(-1003, "Too many requests.", 429)],
    ["rate_limited", { status: 418, html: "<html>I am a teapot</html>" }],
  ] as const)("is refused as %s, proven by the venue's code", async (code, reply) => {
    await fresh();
    stage.server.on("POST", /\/api\/v3\/order$/, reply);
    const sent = await place(order(), "open");
    expect(sent).toMatchObject({ kind: "refused", code });
    expect(stage.server.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(JSON.stringify(sent)).not.toMatch(/canary|signature=/);
  });

  it.each([
    ["a reset", { fault: "reset" }],
    ["silence", { fault: "hang" }],
    ["a truncated answer", { fault: "truncated" }],
    ["HTML 502", { status: 502, html: "<html>Bad Gateway</html>" }],
    ["503 -1007", said(-1007, "Timeout waiting for response from backend stage.server.", 503)],
    ["503 with a code that is a refusal elsewhere", said(-2010, "Account has insufficient balance.", 503)],
    ["-1006", said(-1006, "An unexpected response was received from the message bus.")],
    ["-1000", said(-1000, "An unknown error occurred while processing the request.")],
    ["a code that nobody knows", said(-9999, "what is this")],
    ["200 that is no JSON", { status: 200, html: "<html>welcome</html>" }],
    ["200 that is no order", { json: { hello: "world" } }],
  ] as const)("is unknown after %s, and was sent exactly once", async (_what, reply) => {
    await fresh("fault" in reply ? 3_000 : undefined);
    stage.server.on("POST", /\/api\/v3\/order$/, reply);
    expect(await place(order(), "open")).toMatchObject({ kind: "unknown" });
    expect(stage.server.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  });
});

describe("finding an order by our client id", () => {
  const asks = () => stage.server.asked.map(({ path }) => path.split("/").slice(-2).join("/"));
  const absent: Reply = { status: 400, json: { code: -2013, msg: "Order does not exist." } };
  const nowhere = () => {
    stage.server.on("GET", /\/v3\/order$/, absent);
    stage.server.on("GET", /\/v3\/openOrders$/, { json: [] });
    stage.server.on("GET", /\/v3\/allOrders$/, { json: [] });
    stage.server.on("GET", /\/v3\/myTrades$/, { json: [] });
  };
  const find = () => stage.account.find({ ...BTC, clientOrderId: ID }, SINCE);

  it("asks the venue by that id first", async () => {
    await fresh();
    stage.server.on("GET", /\/v3\/order$/, ({ query }) => ({
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
    stage.server.on("GET", /\/v3\/allOrders$/, { json: [binanceOrder({ clientOrderId: ID, status: "CANCELED" })] });
    expect(await find()).toMatchObject({ ok: true, value: { state: "cancelled" } });
  });

  it("traces a trade of an order that no list tells of", async () => {
    await fresh();
    nowhere();
    stage.server.on("GET", /\/v3\/myTrades$/, { json: [trade(1, { orderId: 77 })] });
    stage.server.on("GET", /\/v3\/order$/, ({ query }) =>
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
    stage.server.on("GET", path, { status: 502, html: "<html>Bad Gateway</html>" });
    expect(await find()).toMatchObject({ ok: false, reason: "unreachable" });
  });

  it("tells a refused key and a limit apart from silence", async () => {
    await fresh();
    stage.server.on("GET", /\/v3\/order$/, {
      status: 401,
      json: { code: -2015, msg: "Invalid API-key, IP, or permissions." },
    });
    expect(await find()).toMatchObject({ ok: false, reason: "key" });
    stage.server.on("GET", /\/v3\/order$/, {
      status: 429,
      headers: { "retry-after": "7" },
      json: { code: -1003, msg: "Too many." },
    });
    expect(await find()).toMatchObject({ ok: false, reason: "limited" });
    const sent = await place(order(), "close");
    expect(sent).toMatchObject({ kind: "notSent" });
    if (sent.kind === "notSent") expect(sent.retryAfterMs).toBeGreaterThan(5_000);
    expect(stage.server.asked.filter(({ method }) => method === "POST")).toHaveLength(0);
  });

  it("rounds and sends an exit, whatever its breaker says of questions", async () => {
    await fresh();
    stage.server.on("GET", /\/v3\/account$/, { status: 502, html: "<html>Bad Gateway</html>" });
    for (let failed = 0; failed < 10; failed += 1) await stage.account.balances("spot");
    expect(await stage.account.balances("spot")).toMatchObject({ ok: false, reason: "limited" });
    expect(await stage.account.instrument(order())).toMatchObject({ ok: true, value: { symbol: order().symbol } });
    stage.server.asked.length = 0;
    await place(order(), "close");
    expect(stage.server.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("lets nothing leave that is no longer wanted when its turn comes", async () => {
    await fresh();
    expect(await place(order(), "open", false)).toMatchObject({ kind: "notSent" });
    expect(stage.server.asked).toHaveLength(0);
  });

  it("follows a USD-M stop that fired to the order it made", async () => {
    await fresh();
    stage.server.on("GET", /\/fapi\/v1\/order$/, ({ query }) =>
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
    stage.server.on("GET", /\/fapi\/v1\/algoOrder$/, {
      json: binanceAlgoOrder({ algoStatus: "FINISHED", actualOrderId: "900" }),
    });
    const found = await stage.account.find({ symbol: "BTC/USDT:USDT", market: "swap", clientOrderId: ID }, SINCE);
    expect(found).toMatchObject({
      ok: true,
      value: { venueOrderId: "3358", type: "stop", state: "filled", reduceOnly: true },
    });
    if (found.ok) expect(plain(found.value?.averagePrice ?? 0)).toBe("59990.1");
  });
});

describe("a price of a cheap coin", () => {
  it("is sent in plain digits, never as 1e-8", async () => {
    await fresh();
    stage.server.on("POST", /\/api\/v3\/order$/, {
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
    stage.server.on("GET", /.*/, { json: [] });
    await stage.account.openOrders();
    expect(stage.server.asked.length).toBeGreaterThan(0);
    for (const { path } of stage.server.asked) expect(path).toMatch(/^\/f?api\.binance\.com\//);
  });
});
