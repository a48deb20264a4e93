import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.fixture.ts";
import { binanceAlgoOrder, binanceOrder } from "./binance-answers.fixture.ts";
import type { CcxtVenuesOptions } from "./create-ccxt-venues.ts";
import { LISTINGS, MEXC_MARKET } from "./listings.fixture.ts";
import { BTC, ID, MAY_LEAVE, openedAt, orderOf, SECRETS, SWAP, told, venuesAt } from "./open-account.fixture.ts";

vi.setConfig({ testTimeout: 20_000 });

/** What exchanges answer in truth where our own stand-in has been simpler, each shape from the exchange's pages or from what people saw. */

const SINCE = utcMs(Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000);

let server: AnsweringServer;
const at = async (exchange: string, more: Partial<CcxtVenuesOptions> = {}) => {
  server.reset();
  LISTINGS[exchange]?.(server);
  return openedAt(server.url, exchange, more);
};

beforeAll(async () => {
  server = await startAnsweringServer();
  LISTINGS["binance"]?.(server);
  await (await openedAt(server.url, "binance")).close(); // ccxt is loaded here, which takes its time
  server.reset();
}, 30_000);
afterEach(() => server.reset());
afterAll(() => server.close());

describe("MEXC's executions", () => {
  const trades = Array.from({ length: 350 }, (_, index) => ({
    symbol: "BTCUSDT",
    id: `fad2af9e942049b6adbda1a271f990c${index}`,
    orderId: "C02__505979017439002624115",
    orderListId: -1,
    price: "41995.51",
    qty: "0.0002",
    quoteQty: "8.399102",
    commission: "0.016798204",
    commissionAsset: "MX",
    // many in one second, as one order makes them
    time: SINCE + 1_000 * Math.floor(index / 7) + (index % 7),
    isBuyer: true,
    isMaker: false,
    isBestMatch: true,
    isSelfTrade: false,
    clientOrderId: null,
  }));

  it("are all read, though a page holds a hundred of the newest", async () => {
    const account = await at("mexc");
    server.on("GET", /\/v3\/myTrades$/, ({ query }) => {
      const [start, end] = [Number(query.get("startTime")), Number(query.get("endTime") ?? Number.MAX_SAFE_INTEGER)];
      const found = trades.filter(({ time }) => time >= start && time <= end).reverse();
      return { json: found.slice(0, Math.min(Number(query.get("limit") ?? 100), 100)) };
    });
    const fills = told(await account.fills(BTC, SINCE));
    expect(fills).toHaveLength(350);
    expect(fills[0]).toMatchObject({ feeCurrency: "MX", clientOrderId: null, venueOrderId: trades[0]?.orderId });
    await account.close();
  });

  it("are not asked for from further back than it tells", async () => {
    const account = await at("mexc");
    server.on("GET", /\/v3\/myTrades$/, ({ query }) =>
      Number(query.get("startTime")) < Date.now() - 30 * 86_400_000
        ? { status: 400, json: { code: 400, msg: "The start time cannot be earlier than 30 days" } }
        : { json: [] },
    );
    expect(told(await account.fills(BTC, utcMs(Date.now() - 60 * 86_400_000)))).toEqual([]);
    await account.close();
  });
});

it("leaves a market of MEXC that takes no market orders through its book, at a bounded price", async () => {
  server.reset();
  LISTINGS["mexc"]?.(server);
  const symbols = [{ ...MEXC_MARKET, orderTypes: ["LIMIT", "LIMIT_MAKER"] }];
  server.on("GET", /\/api\/v3\/exchangeInfo$/, { json: { timezone: "CST", serverTime: 1, symbols } });
  const account = await openedAt(server.url, "mexc");
  const book = { lastUpdateId: 1, bids: [["65000.00", "1"]], asks: [["65000.10", "1"]], timestamp: Date.now() };
  server.on("GET", /\/api\/v3\/depth$/, { json: book });
  server.on("POST", /\/api\/v3\/order$/, { json: { symbol: "BTCUSDT", orderId: "C02__1", orderListId: -1 } });
  const exit = orderOf({ side: "SELL", price: null, timeInForce: "IOC" });
  expect(await account.place(exit, "close", MAY_LEAVE)).toMatchObject({ kind: "accepted", order: { type: "market" } });
  const sent = server.asked.find(({ method }) => method === "POST");
  const said = ["side", "type", "quantity", "price"].map((name) => sent?.query.get(name) ?? null);
  expect(said).toEqual(["SELL", "IMMEDIATE_OR_CANCEL", "0.3", "64350"]);
  server.on("GET", /\/api\/v3\/depth$/, { status: 502, html: "<html>Bad Gateway</html>" });
  expect(await account.place(exit, "close", MAY_LEAVE)).toMatchObject({ kind: "notSent" });
  await account.close();
});

it("asks MEXC for no more than the week of orders that it answers for", async () => {
  const account = await at("mexc");
  const unknown = { status: 400, json: { code: -2013, msg: "Order does not exist." } };
  server.on("GET", /\/v3\/order$/, unknown);
  server.on("GET", /\/v3\/(openOrders|myTrades)$/, { json: [] });
  server.on("GET", /\/v3\/allOrders$/, ({ query }) =>
    Date.now() - Number(query.get("startTime")) > 7 * 86_400_000
      ? { status: 400, json: { code: 400, msg: "The query period supports a maximum of 7 days" } }
      : { json: [] },
  );
  const monthAgo = utcMs(Date.now() - 40 * 86_400_000);
  expect(await account.find({ ...BTC, clientOrderId: ID }, monthAgo)).toEqual({ ok: true, value: null });
  await account.close();
});

it("lists what rests at MEXC without the symbols that it lists no more", async () => {
  server.reset();
  LISTINGS["mexc"]?.(server);
  server.on("GET", /\/v3\/openOrders$/, { json: [] });
  const account = await openedAt(server.url, "mexc");
  const gone = { symbol: "GONE/USDT", market: "spot" } as const;
  expect(await account.openOrders(undefined, [BTC, gone])).toEqual({ ok: true, value: [] });
  await account.close();
});

it("tells of a market of Binance that takes no stop", async () => {
  server.reset();
  LISTINGS["binance"]?.(server);
  // as listed in May 2024
  const types = ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"];
  const filters = [
    { filterType: "PRICE_FILTER", minPrice: "0.00001000", maxPrice: "922327.00000000", tickSize: "0.00001000" },
    { filterType: "LOT_SIZE", minQty: "0.00010000", maxQty: "100000.00000000", stepSize: "0.00010000" },
    { filterType: "NOTIONAL", minNotional: "0.00010000", applyMinToMarket: true, maxNotional: "9000000.00000000" },
  ];
  const market = (symbol: string, baseAsset: string, quoteAsset: string, orderTypes: readonly string[]) => ({
    ...{ symbol, status: "TRADING", baseAsset, quoteAsset, isSpotTradingAllowed: true, permissionSets: [["SPOT"]] },
    ...{ permissions: [], orderTypes, filters },
  });
  const symbols = [market("ETHBTC", "ETH", "BTC", types), market("BTCUSDT", "BTC", "USDT", [...types, "STOP_LOSS"])];
  server.on("GET", /\/api\/v3\/exchangeInfo$/, { json: { timezone: "UTC", serverTime: 1, symbols } });
  const account = await openedAt(server.url, "binance");
  expect(told(await account.instrument({ symbol: "ETH/BTC", market: "spot" }))).toMatchObject({ takesStops: false });
  expect(told(await account.instrument(BTC))).not.toHaveProperty("takesStops");
  expect(told(await account.instrument(SWAP))).not.toHaveProperty("takesStops");
  await account.close();
});

it.each([
  ["binance", BTC, "63.1"],
  ["binance", SWAP, "63.1"],
  ["bybit", BTC, "30"],
  ["bybit", SWAP, "25"],
  ["bitget", BTC, "10000000000"],
  ["bitget", SWAP, "220"],
])("tells what an order that goes to the market may hold at %s (%j)", async (exchange, of, most) => {
  server.reset();
  LISTINGS[exchange]?.(server);
  const account = await openedAt(server.url, exchange);
  expect(told(await account.instrument(of)).marketMax?.toFixed()).toBe(most);
  await account.close();
});

describe("a fee", () => {
  it("of Bybit is in the coin that it names", async () => {
    const account = await at("bybit");
    const execution = (execId: string, fields: object) => ({
      symbol: "BTCUSDT",
      orderId: "1550266550311982592",
      orderLinkId: ID,
      side: "Buy",
      orderPrice: "999999",
      orderQty: "0",
      leavesQty: "0",
      orderType: "Market",
      stopOrderType: "",
      execFee: "0.000000331",
      execId,
      execPrice: "30147.3",
      execQty: "0.000331",
      execType: "Trade",
      execValue: "9.9787563",
      execTime: String(SINCE + 1),
      feeCurrency: "",
      feeRate: "0.001",
      isMaker: false,
      ...fields,
    });
    server.on("GET", /\/v5\/execution\/list$/, {
      json: {
        retCode: 0,
        retMsg: "OK",
        result: {
          category: "spot",
          nextPageCursor: "",
          list: [execution("1", {}), execution("2", { execFee: "0.0123", feeCurrency: "MNT" })],
        },
        time: Date.now(),
      },
    });
    const fills = told(await account.fills(BTC, SINCE));
    expect(fills.map(({ fee, feeCurrency }) => [plain(fee), feeCurrency])).toEqual([
      ["0.000000331", "BTC"],
      ["0.0123", "MNT"],
    ]);
    await account.close();
  });

  it.each([
    ["no", "USDT", "-0.005693536", "0.005693536"],
    ["no", "USDT", "0.01187046009", "-0.01187046009"], // a maker's reward
    ["yes", "BGB", "0.0015552795869069", "0.0015552795869069"],
    ["yes", "BGB", "-0.017118519726", "0.017118519726"],
  ])("of Bitget (deduction %s, %s %s) costs %s", async (deduction, feeCoin, totalFee, cost) => {
    const account = await at("bitget");
    const fill = {
      userId: "1",
      symbol: "BTCUSDT",
      orderId: "1098394344925597696",
      tradeId: "1098394344974925824",
      orderType: "market",
      side: "sell",
      priceAvg: "28467.68",
      size: "0.0002",
      amount: "5.693536",
      feeDetail: { deduction, feeCoin, totalDeductionFee: "", totalFee },
      tradeScope: "taker",
      cTime: String(SINCE + 1),
      uTime: String(SINCE + 1),
    };
    server.on("GET", /\/v2\/spot\/trade\/fills$/, {
      json: { code: "00000", msg: "success", requestTime: 1, data: [fill] },
    });
    const [told1] = told(await account.fills(BTC, SINCE));
    expect([plain(told1?.fee ?? 0), told1?.feeCurrency]).toEqual([cost, feeCoin]);
    await account.close();
  });
});

describe("an order that a stranger placed by hand", () => {
  it("does not hide ours: the waiting leg of a Binance list is open, what cannot be read is left out", async () => {
    const account = await at("binance");
    server.on("GET", /\/api\/v3\/openOrders$/, {
      json: [
        binanceOrder({ orderId: 1, status: "PENDING_NEW", type: "STOP_LOSS", side: "SELL", clientOrderId: "web_a1" }),
        binanceOrder({ orderId: 2, status: "SOMETHING_NEW", type: "LIMIT", clientOrderId: "web_b2" }),
        binanceOrder({ orderId: 3, symbol: "OLDUSDT", type: "LIMIT", clientOrderId: "web_c3" }),
        binanceOrder({ orderId: 4, type: "LIMIT", price: "60000", clientOrderId: ID }),
      ],
    });
    server.on("GET", /\/fapi\/v1\/open(Algo)?Orders$/, { json: [] });
    const orders = told(await account.openOrders());
    expect(orders.map(({ venueOrderId, state }) => [venueOrderId, state])).toEqual([
      ["1", "open"],
      ["4", "open"],
    ]);
    await account.close();
  });

  it("but one of ours that cannot be read is told as such", async () => {
    const account = await at("binance");
    server.on("GET", /\/api\/v3\/openOrders$/, {
      json: [binanceOrder({ orderId: 2, status: "SOMETHING_NEW", type: "LIMIT", clientOrderId: ID })],
    });
    expect(await account.openOrders(BTC)).toMatchObject({ ok: false, reason: "unreachable" });
    await account.close();
  });

  it("and that USD-M does not show any more does not hide the executions of others", async () => {
    const account = await at("binance");
    const execution = (id: number, orderId: number, time: number) => ({
      ...{ symbol: "BTCUSDT", id, orderId, side: "SELL", price: "59990.1", qty: "0.002", time },
      ...{ commission: "0.04799208", commissionAsset: "USDT", positionSide: "BOTH", maker: true, buyer: false },
    });
    server.on("GET", /\/fapi\/v1\/userTrades$/, { json: [execution(7, 900, SINCE + 1), execution(8, 901, SINCE + 2)] });
    server.on("GET", /\/fapi\/v1\/order$/, ({ query }) =>
      query.get("orderId") === "901"
        ? { json: { ...binanceOrder({ orderId: 901, clientOrderId: ID }), positionSide: "BOTH" } }
        : { status: 400, json: { code: -2013, msg: "Order does not exist." } },
    );
    const fills = told(await account.fills(SWAP, SINCE));
    expect(fills.map(({ venueOrderId, clientOrderId }) => [venueOrderId, clientOrderId])).toEqual([
      ["900", null],
      ["901", ID],
    ]);
    await account.close();
  });
});

it("counts what a USD-M stop executed once its list names the order that it made, and not as a stranger's before", async () => {
  let moved = 0;
  const account = await at("binance", { now: () => Date.now() + moved });
  const now = Date.now();
  const list = (fields: object) => {
    const stop = binanceAlgoOrder({ createTime: now - 5_000, updateTime: now, ...fields });
    server.on("GET", /\/fapi\/v1\/allAlgoOrders$/, { json: [stop] });
  };
  server.on("GET", /\/fapi\/v1\/userTrades$/, {
    json: [
      {
        ...{ symbol: "BTCUSDT", id: 7, orderId: 900, side: "SELL", price: "59990.1", qty: "0.002", time: now },
        ...{ commission: "0.04799208", commissionAsset: "USDT", positionSide: "BOTH", maker: false, buyer: false },
      },
    ],
  });
  server.on("GET", /\/fapi\/v1\/order$/, {
    json: { ...binanceOrder({ orderId: 900, clientOrderId: "autogen" }), positionSide: "BOTH", reduceOnly: true },
  });
  list({ algoStatus: "TRIGGERING", actualOrderId: "" });
  expect(told(await account.fills(SWAP, SINCE))).toEqual([]);
  list({ algoStatus: "FINISHED", actualOrderId: "900" });
  moved = 4_000;
  const fills = told(await account.fills(SWAP, SINCE));
  expect(fills).toMatchObject([{ tradeId: "7", venueOrderId: "3358", clientOrderId: ID }]);
  await account.close();
});

it("reads what just happened at an exchange whose clock is ahead of ours", async () => {
  LISTINGS["bybit"]?.(server);
  server.on("GET", /\/v5\/market\/time$/, () => ({
    json: { retCode: 0, retMsg: "OK", result: { timeSecond: "0", timeNano: "0" }, time: Date.now() + 90_000 },
  }));
  const ends: number[] = [];
  server.on("GET", /\/v5\/execution\/list$/, ({ query }) => {
    ends.push(Number(query.get("endTime")));
    return { json: { retCode: 0, retMsg: "OK", result: { category: "spot", nextPageCursor: "", list: [] }, time: 1 } };
  });
  const account = await openedAt(server.url, "bybit");
  expect(told(await account.fills(BTC, SINCE))).toEqual([]);
  expect(ends.at(-1)).toBeGreaterThan(Date.now() + 80_000);
  await account.close();
});

it("knows a cancelled order of Bybit as cancelled though it had filled a part", async () => {
  const account = await at("bybit");
  const order = {
    ...{ orderId: "1550266550311982592", orderLinkId: ID, symbol: "BTCUSDT", side: "Buy", orderType: "Limit" },
    ...{ price: "60000", qty: "0.3", orderStatus: "PartiallyFilledCanceled", cumExecQty: "0.1", cumExecValue: "6000" },
    ...{
      leavesQty: "0",
      avgPrice: "60000",
      timeInForce: "GTC",
      createdTime: String(SINCE),
      updatedTime: String(SINCE),
    },
  };
  server.on("GET", /\/v5\/order\/realtime$/, {
    json: { retCode: 0, retMsg: "OK", result: { category: "spot", nextPageCursor: "", list: [order] }, time: 1 },
  });
  const found = told(await account.find({ ...BTC, clientOrderId: ID }, SINCE));
  expect(found).toMatchObject({ state: "cancelled", venueOrderId: order.orderId });
  expect(plain(found?.filled ?? 0)).toBe("0.1");
  await account.close();
});

it("stops asking Bybit for ten minutes once it says that this address asked too often", async () => {
  const account = await at("bybit");
  server.on("GET", /\/v5\/market\/tickers$/, { status: 403, html: "<html>403, access too frequent</html>" });
  expect(await account.ticker(BTC)).toMatchObject({ ok: false });
  server.asked.length = 0;
  const sent = await account.place(orderOf(), "close", MAY_LEAVE);
  expect(sent).toMatchObject({ kind: "notSent" });
  if (sent.kind === "notSent") expect(sent.retryAfterMs).toBeGreaterThan(500_000);
  expect(server.asked).toEqual([]);
  await account.close();
});

it("goes on asking Bybit after another 403", async () => {
  const account = await at("bybit");
  server.on("GET", /\/v5\/market\/tickers$/, { status: 403, html: "<html>Forbidden</html>" });
  await account.ticker(BTC);
  server.asked.length = 0;
  await account.place(orderOf(), "close", MAY_LEAVE);
  expect(server.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  await account.close();
});

it.each([
  ["binance", /\/fapi\/v1\/order$/, { code: -4061, msg: "Order's position side does not match user's setting." }],
  ["bybit", /\/v5\/order\/create$/, { retCode: 10001, retMsg: "position idx not match position mode" }],
  [
    "bitget",
    /\/v2\/mix\/order\/place-order$/,
    { code: "40774", msg: "The order type for unilateral position must also be the unilateral position type." },
  ],
])("tells in words what to do about hedge mode at %s", async (exchange, path, json) => {
  const account = await at(exchange);
  server.on("POST", path, { status: exchange === "bybit" ? 200 : 400, json });
  const sent = await account.place(orderOf({ ...SWAP, qty: dec("0.002") }), "open", MAY_LEAVE);
  expect(sent).toMatchObject({
    kind: "refused",
    code: "not_supported",
    detail: expect.stringContaining("switch them to one-way mode"),
  });
  await account.close();
});

it("weighs a question to Binance.US by its own table", async () => {
  LISTINGS["binanceus"]?.(server);
  const asked: [string, number][] = [];
  const venues = venuesAt(server.url, { onRequest: ({ path, weight }) => void asked.push([path, weight]) });
  const account = told(await venues.open("binanceus", SECRETS, { testnet: false }));
  server.on("GET", /\/v3\/(myTrades|openOrders)$/, { json: [] });
  await account.fills(BTC, SINCE);
  await account.openOrders();
  expect(asked.slice(-2)).toEqual([
    ["myTrades", 10],
    ["openOrders", 40],
  ]);
  await account.close();
});
