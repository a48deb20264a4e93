import type { AnsweringServer } from "./answering-server.fixture.ts";
import { ID } from "./open-account.fixture.ts";

const filters = (tick: string, lot: string, least: string) => [
  { filterType: "PRICE_FILTER", minPrice: tick, maxPrice: "1000000", tickSize: tick },
  { filterType: "LOT_SIZE", minQty: lot, maxQty: "9000000", stepSize: lot },
  { filterType: "MARKET_LOT_SIZE", minQty: "0.00000000", maxQty: "63.10000000", stepSize: "0.00000000" },
  { filterType: "NOTIONAL", minNotional: least, notional: least },
];

/** A spot market as api/v3/exchangeInfo lists it. */
export const spotAtBinance = (base: string, tick: string, lot: string) => ({
  symbol: `${base}USDT`,
  status: "TRADING",
  baseAsset: base,
  quoteAsset: "USDT",
  isSpotTradingAllowed: true,
  permissions: ["SPOT"],
  permissionSets: [["SPOT"]],
  orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"],
  filters: filters(tick, lot, "5.00000000"),
});

const swap = {
  symbol: "BTCUSDT",
  pair: "BTCUSDT",
  contractType: "PERPETUAL",
  status: "TRADING",
  baseAsset: "BTC",
  quoteAsset: "USDT",
  marginAsset: "USDT",
  onboardDate: 1569398400000,
  deliveryDate: 4133404800000,
  orderTypes: ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"],
  timeInForce: ["GTC", "IOC", "FOK", "GTX"],
  filters: filters("0.10", "0.001", "100"),
};

/** Binance's public part: markets and time. PEPE is traded in steps of 1e-8 of a dollar, BTC in lots of 1e-8 here. */
export function listBinance(server: AnsweringServer): void {
  const symbols = [spotAtBinance("BTC", "0.01", "0.00000001"), spotAtBinance("PEPE", "0.00000001", "1.00")];
  server.on("GET", /\/api\/v3\/exchangeInfo$/, { json: { timezone: "UTC", serverTime: 1, symbols } });
  server.on("GET", /\/fapi\/v1\/exchangeInfo$/, { json: { timezone: "UTC", symbols: [swap] } });
  server.on("GET", /\/(api\/v3|fapi\/v1)\/time$/, () => ({ json: { serverTime: Date.now() } }));
}

/** An order as api/v3/order tells it. */
export function binanceOrder(fields: Readonly<Record<string, unknown>>) {
  return {
    symbol: "BTCUSDT",
    orderId: 28,
    orderListId: -1,
    clientOrderId: "none",
    price: "0.00000000",
    origQty: "0.30000000",
    executedQty: "0.00000000",
    cummulativeQuoteQty: "0.00000000",
    status: "NEW",
    timeInForce: "GTC",
    type: "MARKET",
    side: "BUY",
    stopPrice: "0.00000000",
    time: Date.now(),
    updateTime: Date.now(),
    ...fields,
  };
}

/** A stop of USD-M as fapi/v1/algoOrder tells it. */
export function binanceAlgoOrder(fields: Readonly<Record<string, unknown>> = {}) {
  return {
    algoId: 3358,
    clientAlgoId: ID,
    orderType: "STOP_MARKET",
    symbol: "BTCUSDT",
    side: "SELL",
    positionSide: "BOTH",
    quantity: "0.002",
    algoStatus: "NEW",
    triggerPrice: "60000.00",
    price: "0",
    createTime: 1_768_478_400_000,
    updateTime: 1_768_478_400_000,
    ...fields,
  };
}
