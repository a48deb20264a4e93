import { plain } from "@/lib/kernel/decimal";
import { fixed, ok } from "../../answers.ts";
import { marketById, marketsOf, type VenueMarket } from "../../core/listing.ts";
import type { Quote } from "../../core/prices.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { depth } from "../binance/depth.ts";
import { klines } from "../binance/klines.ts";
import { refuseSpot } from "./refusals.ts";

const DAY_MS = 86_400_000;

function exchangeInfo({ now, books }: Asked): VenueAnswer {
  return ok({
    timezone: "UTC",
    serverTime: now,
    rateLimits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000 }],
    exchangeFilters: [],
    symbols: marketsOf("binance", "spot").map((market) => ({
      symbol: market.id,
      status: books.quotes.halted(market) ? "HALT" : "TRADING",
      baseAsset: market.base,
      baseAssetPrecision: 8,
      quoteAsset: market.quote,
      quotePrecision: 8,
      quoteAssetPrecision: 8,
      orderTypes: [
        "LIMIT",
        "LIMIT_MAKER",
        "MARKET",
        "STOP_LOSS",
        "STOP_LOSS_LIMIT",
        "TAKE_PROFIT",
        "TAKE_PROFIT_LIMIT",
      ],
      icebergAllowed: false,
      ocoAllowed: false,
      quoteOrderQtyMarketAllowed: true,
      isSpotTradingAllowed: true,
      isMarginTradingAllowed: false,
      filters: [
        { filterType: "PRICE_FILTER", minPrice: plain(market.tick), maxPrice: "1000000", tickSize: plain(market.tick) },
        {
          filterType: "LOT_SIZE",
          minQty: plain(market.lot),
          maxQty: plain(market.orderMax),
          stepSize: plain(market.lot),
        },
        { filterType: "MARKET_LOT_SIZE", minQty: "0", maxQty: plain(market.marketMax), stepSize: "0" },
        {
          filterType: "NOTIONAL",
          minNotional: plain(market.minNotional),
          applyMinToMarket: true,
          maxNotional: "9000000",
        },
      ],
      permissions: ["SPOT"],
    })),
  });
}

/** The day's figures are not kept: open, high and low are the last price. */
export function ticker24h(market: VenueMarket, { bid, ask, last, at }: Quote) {
  const price = fixed(last);
  return {
    symbol: market.id,
    priceChange: "0",
    priceChangePercent: "0",
    weightedAvgPrice: price,
    prevClosePrice: price,
    lastPrice: price,
    lastQty: "0",
    bidPrice: fixed(bid),
    bidQty: "1000",
    askPrice: fixed(ask),
    askQty: "1000",
    openPrice: price,
    highPrice: price,
    lowPrice: price,
    volume: "0",
    quoteVolume: "0",
    openTime: at - DAY_MS,
    closeTime: at,
    firstId: 0,
    lastId: 0,
    count: 0,
  };
}

function ticker(asked: Asked): VenueAnswer {
  const market = marketById("binance", "spot", asked.param("symbol") ?? "");
  const quote = market === undefined ? null : asked.quote(market);
  return market === undefined || quote === null ? refuseSpot("badSymbol") : ok(ticker24h(market, quote));
}

export const marketRoutes: readonly Route[] = [
  { method: "GET", path: "/api/v3/time", op: "time", need: "none", answer: ({ now }) => ok({ serverTime: now }) },
  { method: "GET", path: "/api/v3/exchangeInfo", op: "markets", need: "none", answer: exchangeInfo },
  { method: "GET", path: "/api/v3/ticker/24hr", op: "ticker", need: "none", answer: ticker },
  {
    method: "GET",
    path: "/api/v3/depth",
    op: "ticker",
    need: "none",
    answer: (asked) => {
      const market = marketById("binance", "spot", asked.param("symbol") ?? "");
      return market === undefined ? refuseSpot("badSymbol") : depth(asked, market, refuseSpot("badSymbol"));
    },
  },
  {
    method: "GET",
    path: "/api/v3/klines",
    op: "candles",
    need: "none",
    answer: (asked) => {
      const market = marketById("binance", "spot", asked.param("symbol") ?? "");
      return market === undefined ? refuseSpot("badSymbol") : klines(asked, market, refuseSpot("badParameter"));
    },
  },
];
