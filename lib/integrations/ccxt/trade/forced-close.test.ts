import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.fixture.ts";
import { binanceOrder } from "./binance-answers.fixture.ts";
import { LISTINGS } from "./listings.fixture.ts";
import { ID, openedAt, SWAP, told } from "./open-account.fixture.ts";

vi.setConfig({ testTimeout: 30_000 });

/** What exchanges answer of what they closed by force, by their own pages. */
const SINCE = utcMs(Date.now() - 3_600_000);
let server: AnsweringServer;
beforeAll(async () => {
  server = await startAnsweringServer();
});
afterAll(() => server.close());

const fillsAt = async (exchange: string) => {
  const account = await openedAt(server.url, exchange);
  const fills = told(await account.fills(SWAP, SINCE));
  await account.close();
  return fills.map(({ tradeId, venueOrderId, clientOrderId, side, price, qty, fee, forced }) => [
    ...[tradeId, venueOrderId, clientOrderId, side],
    ...[price, qty, fee].map(plain),
    forced,
  ]);
};

it("reads a takeover of Bybit among trades, though it names no order, and leaves funding out", async () => {
  server.reset();
  LISTINGS["bybit"]?.(server);
  const execution = (execType: string, fields: object) => ({
    ...{ symbol: "BTCUSDT", orderLinkId: "", side: "Sell", orderType: "Market", stopOrderType: "UNKNOWN" },
    ...{ execPrice: "38000.1", execQty: "0.003", execFee: "0.0627", feeRate: "0.00055", feeCurrency: "USDT" },
    ...{ execTime: String(SINCE + 60_000), isMaker: false, execType, orderId: "" },
    ...fields,
  });
  const list = [
    execution("BustTrade", { execId: "e3" }),
    execution("Funding", { execId: "e2", orderId: "1722470400-USDT-BTCUSDT-Sell", execFee: "0.01" }),
    execution("Trade", { execId: "e1", orderId: "o1", orderLinkId: ID, side: "Buy", execTime: String(SINCE + 1) }),
  ];
  server.on("GET", /\/v5\/execution\/list$/, ({ query }) => {
    const kind = query.get("execType");
    const shown = list.filter(({ execType }) => kind === null || execType === kind);
    return { json: { retCode: 0, retMsg: "OK", result: { category: "linear", nextPageCursor: "", list: shown } } };
  });
  expect(await fillsAt("bybit")).toEqual([
    ["e1", "o1", ID, "BUY", "38000.1", "0.003", "0.0627", undefined],
    ["e3", "e3", null, "SELL", "38000.1", "0.003", "0.0627", "liquidation"],
  ]);
});

it("knows a liquidation of Binance by its order's client id, and at once though it could be a fired stop's", async () => {
  server.reset();
  LISTINGS["binance"]?.(server);
  const trade = { symbol: "BTCUSDT", id: 9, orderId: 901, side: "SELL", price: "38000.1", qty: "0.003" };
  const fee = { commission: "0.057", commissionAsset: "USDT" };
  server.on("GET", /\/fapi\/v1\/userTrades$/, { json: [{ ...trade, ...fee, time: Date.now() }] });
  const order = { orderId: 901, clientOrderId: "autoclose-1596107620040000020", reduceOnly: true };
  server.on("GET", /\/fapi\/v1\/order$/, { json: { ...binanceOrder(order), positionSide: "BOTH" } });
  server.on("GET", /\/fapi\/v1\/allAlgoOrders$/, { json: [] });
  expect(await fillsAt("binance")).toEqual([
    ["9", "901", "autoclose-1596107620040000020", "SELL", "38000.1", "0.003", "0.057", "liquidation"],
  ]);
});
