import type { AnsweringServer } from "./answering-server.fixture.ts";
import { listBinance } from "./binance-answers.fixture.ts";

/** BTC/USDT as MEXC's api/v3/exchangeInfo lists it. */
export const MEXC_MARKET = {
  symbol: "BTCUSDT",
  status: "1",
  baseAsset: "BTC",
  baseAssetPrecision: 8,
  quoteAsset: "USDT",
  quotePrecision: 2,
  quoteAssetPrecision: 2,
  baseCommissionPrecision: 8,
  quoteCommissionPrecision: 8,
  orderTypes: ["LIMIT", "MARKET", "LIMIT_MAKER"],
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  quoteAmountPrecision: "1",
  baseSizePrecision: "0.000001",
  permissions: ["SPOT"],
  filters: [],
  maxQuoteAmount: "2000000",
  makerCommission: "0",
  takerCommission: "0.0005",
};

/** The public part of an exchange, and what our client asks before its first order: BTC/USDT, and its perpetual where offered. */
export const LISTINGS: Readonly<Record<string, (server: AnsweringServer) => void>> = {
  binance: listBinance,
  binanceus: listBinance,

  bybit(server) {
    const market = {
      symbol: "BTCUSDT",
      baseCoin: "BTC",
      quoteCoin: "USDT",
      status: "Trading",
      priceFilter: { tickSize: "0.01", minPrice: "0.01", maxPrice: "1999999.8" },
      lotSizeFilter: {
        basePrecision: "0.000001",
        quotePrecision: "0.0000001",
        minOrderQty: "0.000001",
        maxOrderQty: "100",
        maxMarketOrderQty: "30",
        minOrderAmt: "5",
      },
    };
    const perpetual = {
      ...market,
      contractType: "LinearPerpetual",
      settleCoin: "USDT",
      launchTime: "1585526400000",
      deliveryTime: "0",
      leverageFilter: { minLeverage: "1", maxLeverage: "100", leverageStep: "0.01" },
      lotSizeFilter: {
        maxOrderQty: "100",
        maxMktOrderQty: "25",
        minOrderQty: "0.001",
        qtyStep: "0.001",
        minNotionalValue: "5",
      },
    };
    server.on("GET", /\/v5\/market\/instruments-info$/, ({ query }) => {
      const list = query.has("status") ? [] : [query.get("category") === "spot" ? market : perpetual];
      return {
        json: { retCode: 0, retMsg: "OK", result: { category: query.get("category"), list }, time: Date.now() },
      };
    });
    server.on("GET", /\/v5\/market\/time$/, () => ({
      json: { retCode: 0, retMsg: "OK", result: { timeSecond: "0", timeNano: "0" }, time: Date.now() },
    }));
    server.on("GET", /\/v5\/user\/query-api$/, { json: { retCode: 0, retMsg: "", result: { unified: 0, uta: 1 } } });
    server.on("GET", /\/v5\/account\/info$/, {
      json: { retCode: 0, retMsg: "OK", result: { unifiedMarginStatus: 6 } },
    });
  },

  mexc(server) {
    server.on("GET", /\/api\/v3\/exchangeInfo$/, { json: { timezone: "CST", serverTime: 1, symbols: [MEXC_MARKET] } });
    server.on("GET", /\/api\/v1\/contract\/detail$/, { json: { success: true, code: 0, data: [] } });
    server.on("GET", /\/api\/v3\/time$/, () => ({ json: { serverTime: Date.now() } }));
  },

  bitget(server) {
    const say = (data: unknown) => ({ json: { code: "00000", msg: "success", requestTime: Date.now(), data } });
    server.on("GET", /\/api\/v2\/spot\/public\/coins$/, say([]));
    server.on("GET", /\/api\/v2\/margin\/currencies$/, say([]));
    server.on(
      "GET",
      /\/api\/v2\/spot\/public\/symbols$/,
      say([
        {
          symbol: "BTCUSDT",
          baseCoin: "BTC",
          quoteCoin: "USDT",
          minTradeAmount: "0",
          maxTradeAmount: "10000000000",
          takerFeeRate: "0.001",
          makerFeeRate: "0.001",
          pricePrecision: "2",
          quantityPrecision: "6",
          quotePrecision: "6",
          minTradeUSDT: "1",
          status: "online",
        },
      ]),
    );
    server.on("GET", /\/api\/v2\/mix\/market\/contracts$/, ({ query }) =>
      say(
        query.get("productType") === "USDT-FUTURES"
          ? [
              {
                symbol: "BTCUSDT",
                baseCoin: "BTC",
                quoteCoin: "USDT",
                makerFeeRate: "0.0002",
                takerFeeRate: "0.0006",
                supportMarginCoins: ["USDT"],
                minTradeNum: "0.001",
                priceEndStep: "1",
                volumePlace: "3",
                pricePlace: "1",
                sizeMultiplier: "0.001",
                symbolType: "perpetual",
                minTradeUSDT: "5",
                symbolStatus: "normal",
                minLever: "1",
                maxLever: "125",
                maxMarketOrderQty: "220",
                maxOrderQty: "1200",
              },
            ]
          : [],
      ),
    );
    server.on("GET", /\/api\/v2\/public\/time$/, () => say({ serverTime: String(Date.now()) }));
    server.on("GET", /\/api\/v3\/account\/settings$/, {
      status: 400,
      json: { code: "40084", msg: "You are in Classic Account mode", requestTime: 1, data: null },
    });
  },
};
