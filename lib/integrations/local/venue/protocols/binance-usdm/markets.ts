import { plain } from "@/lib/kernel/decimal";
import { ok } from "../../answers.ts";
import { marketById, marketsOf } from "../../core/listing.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { depth } from "../binance/depth.ts";
import { klines } from "../binance/klines.ts";
import { ticker24h } from "../binance-spot/markets.ts";
import { refuseUsdm } from "./refusals.ts";

function exchangeInfo({ now, books }: Asked): VenueAnswer {
  return ok({
    timezone: "UTC",
    serverTime: now,
    rateLimits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 2400 }],
    exchangeFilters: [],
    symbols: marketsOf("binance", "swap").map((market) => ({
      symbol: market.id,
      pair: market.id,
      contractType: "PERPETUAL",
      deliveryDate: 4133404800000,
      onboardDate: 1569398400000,
      status: books.quotes.halted(market) ? "SETTLING" : "TRADING",
      maintMarginPercent: "0.5000",
      requiredMarginPercent: "1.0000",
      baseAsset: market.base,
      quoteAsset: market.quote,
      marginAsset: market.quote,
      pricePrecision: market.tick.decimalPlaces(),
      quantityPrecision: market.lot.decimalPlaces(),
      baseAssetPrecision: 8,
      quotePrecision: 8,
      orderTypes: ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET"],
      timeInForce: ["GTC", "IOC", "FOK", "GTX"],
      filters: [
        { filterType: "PRICE_FILTER", minPrice: plain(market.tick), maxPrice: "1000000", tickSize: plain(market.tick) },
        {
          filterType: "LOT_SIZE",
          minQty: plain(market.lot),
          maxQty: plain(market.orderMax),
          stepSize: plain(market.lot),
        },
        {
          filterType: "MARKET_LOT_SIZE",
          minQty: plain(market.lot),
          maxQty: plain(market.marketMax),
          stepSize: plain(market.lot),
        },
        { filterType: "MIN_NOTIONAL", notional: plain(market.minNotional) },
      ],
    })),
  });
}

function ticker(asked: Asked): VenueAnswer {
  const market = marketById("binance", "swap", asked.param("symbol") ?? "");
  const quote = market === undefined ? null : asked.quote(market);
  if (market === undefined || quote === null) return refuseUsdm("badSymbol");
  // The futures ticker has no sides, as at the real one.
  const { bidPrice: _b, bidQty: _bq, askPrice: _a, askQty: _aq, ...told } = ticker24h(market, quote);
  return ok(told);
}

export const marketRoutes: readonly Route[] = [
  { method: "GET", path: "/fapi/v1/time", op: "time", need: "none", answer: ({ now }) => ok({ serverTime: now }) },
  { method: "GET", path: "/fapi/v1/exchangeInfo", op: "markets", need: "none", answer: exchangeInfo },
  { method: "GET", path: "/fapi/v1/ticker/24hr", op: "ticker", need: "none", answer: ticker },
  {
    method: "GET",
    path: "/fapi/v1/depth",
    op: "ticker",
    need: "none",
    answer: (asked) => {
      const market = marketById("binance", "swap", asked.param("symbol") ?? "");
      return market === undefined ? refuseUsdm("badSymbol") : depth(asked, market, refuseUsdm("badSymbol"));
    },
  },
  {
    method: "GET",
    path: "/fapi/v1/klines",
    op: "candles",
    need: "none",
    answer: (asked) => {
      const market = marketById("binance", "swap", asked.param("symbol") ?? "");
      return market === undefined ? refuseUsdm("badSymbol") : klines(asked, market, refuseUsdm("badParameter"));
    },
  },
];
