import { plain } from "@/lib/kernel/decimal";
import { wholeOf } from "../../answers.ts";
import { marketsOf, type VenueMarket } from "../../core/listing.ts";
import type { Quote } from "../../core/prices.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { kindAsked, marketAsked, refused } from "./asked.ts";
import { said } from "./say.ts";

const MINUTE_MS = 60_000;
const INTERVALS: Readonly<Record<string, number>> = { D: 1_440, W: 10_080 };

function instrument(market: VenueMarket, halted: boolean) {
  const common = {
    symbol: market.id,
    baseCoin: market.base,
    quoteCoin: market.quote,
    status: halted ? "Closed" : "Trading",
    priceFilter: { tickSize: plain(market.tick), minPrice: plain(market.tick), maxPrice: "1999999.8" },
  };
  if (market.kind === "spot")
    return {
      ...common,
      marginTrading: "none",
      lotSizeFilter: {
        basePrecision: plain(market.lot),
        quotePrecision: "0.00000001",
        minOrderQty: plain(market.lot),
        maxOrderQty: plain(market.orderMax),
        maxMarketOrderQty: plain(market.marketMax),
        minOrderAmt: plain(market.minNotional),
        maxOrderAmt: "4000000",
      },
    };
  return {
    ...common,
    contractType: "LinearPerpetual",
    launchTime: "1584230400000",
    deliveryTime: "0",
    settleCoin: market.quote,
    leverageFilter: { minLeverage: "1", maxLeverage: String(market.leverageMax), leverageStep: "0.01" },
    lotSizeFilter: {
      qtyStep: plain(market.lot),
      minOrderQty: plain(market.lot),
      maxOrderQty: plain(market.orderMax),
      maxMktOrderQty: plain(market.marketMax),
      minNotionalValue: plain(market.minNotional),
    },
    fundingInterval: 480,
    takerFee: plain(market.takerBps.div(10_000)),
    makerFee: plain(market.makerBps.div(10_000)),
  };
}

function instruments(asked: Asked): VenueAnswer {
  const kind = kindAsked(asked);
  const listed = kind === null || asked.param("status") === "PreLaunch" ? [] : marketsOf("bybit", kind);
  const list = listed.map((market) => instrument(market, asked.books.quotes.halted(market)));
  return said(asked, { category: asked.param("category") ?? "", list });
}

/** The day's figures are not kept: they are the last price. */
export function tickerOf(market: VenueMarket, { bid, ask, last }: Quote) {
  const price = plain(last);
  const day = {
    prevPrice24h: price,
    price24hPcnt: "0",
    highPrice24h: price,
    lowPrice24h: price,
    turnover24h: "0",
    volume24h: "0",
  };
  const sides = { bid1Price: plain(bid), bid1Size: "1000", ask1Price: plain(ask), ask1Size: "1000" };
  const own =
    market.kind === "spot" ? { usdIndexPrice: price } : { markPrice: price, indexPrice: price, openInterestValue: "0" };
  return { symbol: market.id, lastPrice: price, ...day, ...sides, ...own };
}

function tickers(asked: Asked): VenueAnswer {
  const kind = kindAsked(asked);
  if (kind === null) return refused(asked, "badParameter");
  const one = asked.param("symbol") === undefined ? null : marketAsked(asked);
  if (one === undefined) return refused(asked, "badSymbol");
  const list = (one === null ? marketsOf("bybit", kind) : [one]).flatMap((market) => {
    const quote = asked.quote(market);
    return quote === null ? [] : [{ ...tickerOf(market, quote), time: quote.at }];
  });
  return said(asked, { category: asked.param("category") ?? "", list });
}

function orderBook(asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  const quote = market === undefined ? null : asked.quote(market);
  if (market === undefined || quote === null) return refused(asked, "badSymbol");
  const [b, a] = [[[plain(quote.bid), "1000"]], [[plain(quote.ask), "1000"]]];
  return said(asked, { s: market.id, b, a, ts: quote.at, u: 1, seq: 1, cts: quote.at });
}

/** Newest first. */
async function kline(asked: Asked): Promise<VenueAnswer> {
  const market = marketAsked(asked);
  const minutes = INTERVALS[asked.param("interval") ?? ""] ?? wholeOf(asked.param("interval"));
  if (market === undefined || minutes === null)
    return refused(asked, market === undefined ? "badSymbol" : "badParameter");
  const bars =
    (await asked.candles?.bars(market, minutes * MINUTE_MS, {
      from: wholeOf(asked.param("start")),
      to: wholeOf(asked.param("end")),
      limit: Math.min(wholeOf(asked.param("limit")) ?? 200, 1_000),
    })) ?? [];
  const list = [...bars].reverse().map(([at, ...figures]) => [String(at), ...figures, "0"]);
  return said(asked, { category: asked.param("category") ?? "", symbol: market.id, list });
}

export const marketRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v5/market/time",
    op: "time",
    need: "none",
    answer: (asked) =>
      said(asked, { timeSecond: String(Math.floor(asked.now / 1_000)), timeNano: `${asked.now}000000` }),
  },
  { method: "GET", path: "/v5/market/instruments-info", op: "markets", need: "none", answer: instruments },
  { method: "GET", path: "/v5/market/tickers", op: "ticker", need: "none", answer: tickers },
  { method: "GET", path: "/v5/market/orderbook", op: "ticker", need: "none", answer: orderBook },
  { method: "GET", path: "/v5/market/kline", op: "candles", need: "none", answer: kline },
];
