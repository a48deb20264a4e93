import { plain } from "@/lib/kernel/decimal";
import { wholeOf } from "../../answers.ts";
import { marketById, marketsOf, type VenueMarket } from "../../core/listing.ts";
import type { Quote } from "../../core/prices.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { refuseBitget } from "./refusals.ts";
import { said } from "./say.ts";

type Kind = VenueMarket["kind"];

function symbols(asked: Asked): VenueAnswer {
  const rows = marketsOf("bitget", "spot").map((market) => ({
    symbol: market.id,
    baseCoin: market.base,
    quoteCoin: market.quote,
    minTradeAmount: "0",
    maxTradeAmount: "10000000000",
    takerFeeRate: plain(market.takerBps.div(10_000)),
    makerFeeRate: plain(market.makerBps.div(10_000)),
    pricePrecision: String(market.tick.decimalPlaces()),
    quantityPrecision: String(market.lot.decimalPlaces()),
    quotePrecision: "8",
    minTradeUSDT: plain(market.minNotional),
    status: asked.books.quotes.halted(market) ? "halt" : "online",
  }));
  return said(asked, rows);
}

function contracts(asked: Asked): VenueAnswer {
  if (asked.param("productType")?.toUpperCase() !== "USDT-FUTURES") return said(asked, []);
  const rows = marketsOf("bitget", "swap").map((market) => {
    const place = market.tick.decimalPlaces();
    return {
      symbol: market.id,
      baseCoin: market.base,
      quoteCoin: market.quote,
      supportMarginCoins: [market.quote],
      symbolType: "perpetual",
      symbolStatus: asked.books.quotes.halted(market) ? "off" : "normal",
      pricePlace: String(place),
      priceEndStep: plain(market.tick.times(10 ** place)),
      volumePlace: String(market.lot.decimalPlaces()),
      sizeMultiplier: plain(market.lot),
      minTradeNum: plain(market.lot),
      minTradeUSDT: plain(market.minNotional),
      takerFeeRate: plain(market.takerBps.div(10_000)),
      makerFeeRate: plain(market.makerBps.div(10_000)),
      minLever: "1",
      maxLever: String(market.leverageMax),
      maxOrderQty: plain(market.orderMax),
      maxMarketOrderQty: plain(market.marketMax),
    };
  });
  return said(asked, rows);
}

/** The day's figures are not kept: they are the last price. */
export function tickerOf(market: VenueMarket, { bid, ask, last, at }: Quote) {
  const price = plain(last);
  return {
    symbol: market.id,
    instId: market.id,
    lastPr: price,
    open: price,
    open24h: price,
    high24h: price,
    low24h: price,
    change24h: "0",
    bidPr: plain(bid),
    askPr: plain(ask),
    bidSz: "1000",
    askSz: "1000",
    baseVolume: "0",
    quoteVolume: "0",
    usdtVolume: "0",
    ...(market.kind === "swap" ? { markPrice: price, indexPrice: price, fundingRate: "0" } : {}),
    ts: String(at),
  };
}

function marketOf(asked: Asked, kind: Kind): VenueMarket | undefined {
  return marketById("bitget", kind, asked.param("symbol") ?? "");
}

function ticker(asked: Asked, kind: Kind): VenueAnswer {
  const market = marketOf(asked, kind);
  const quote = market === undefined ? null : asked.quote(market);
  if (market === undefined || quote === null) return refuseBitget("badSymbol", asked.call.path);
  return said(asked, [tickerOf(market, quote)]);
}

function book(asked: Asked, kind: Kind): VenueAnswer {
  const market = marketOf(asked, kind);
  const quote = market === undefined ? null : asked.quote(market);
  if (quote === null) return refuseBitget("badSymbol", asked.call.path);
  const [bids, asks] = [[[plain(quote.bid), "1000"]], [[plain(quote.ask), "1000"]]];
  return said(asked, { bids, asks, ts: String(quote.at) });
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1min`, `1m`, `4h`, `1H`, `1day`, `1Dutc`; spot and contracts write them differently. */
function granularityMs(text: string): number | null {
  const [, count, unit = ""] = /^(\d+)(m|min|h|d|day)(utc)?$/i.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (UNIT_MS[unit.charAt(0).toLowerCase()] ?? 0);
}

async function candles(asked: Asked, kind: Kind): Promise<VenueAnswer> {
  const market = marketOf(asked, kind);
  const ms = granularityMs(asked.param("granularity") ?? "");
  if (market === undefined || ms === null)
    return refuseBitget(market === undefined ? "badSymbol" : "badParameter", asked.call.path);
  const range = {
    from: wholeOf(asked.param("startTime")),
    to: wholeOf(asked.param("endTime")),
    limit: Math.min(wholeOf(asked.param("limit")) ?? 100, 1_000),
  };
  const bars = (await asked.candles?.bars(market, ms, range)) ?? [];
  return said(
    asked,
    bars.map(([at, ...figures]) => [String(at), ...figures, "0", "0"]),
  );
}

function coins(asked: Asked): VenueAnswer {
  const names = [...new Set(["USDT", ...marketsOf("bitget", "spot").map(({ base }) => base)])];
  return said(
    asked,
    names.map((coin, index) => ({ coinId: String(index + 1), coin, transfer: "true", chains: [] })),
  );
}

export const marketRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/v2/public/time",
    op: "time",
    need: "none",
    answer: (asked) => said(asked, { serverTime: String(asked.now) }),
  },
  { method: "GET", path: "/api/v2/spot/public/coins", op: "markets", need: "none", answer: coins },
  { method: "GET", path: "/api/v2/spot/public/symbols", op: "markets", need: "none", answer: symbols },
  { method: "GET", path: "/api/v2/margin/currencies", op: "markets", need: "none", answer: (asked) => said(asked, []) },
  { method: "GET", path: "/api/v2/mix/market/contracts", op: "markets", need: "none", answer: contracts },
  {
    method: "GET",
    path: "/api/v2/spot/market/tickers",
    op: "ticker",
    need: "none",
    answer: (asked) => ticker(asked, "spot"),
  },
  {
    method: "GET",
    path: "/api/v2/mix/market/ticker",
    op: "ticker",
    need: "none",
    answer: (asked) => ticker(asked, "swap"),
  },
  {
    method: "GET",
    path: "/api/v2/spot/market/orderbook",
    op: "ticker",
    need: "none",
    answer: (asked) => book(asked, "spot"),
  },
  {
    method: "GET",
    path: "/api/v2/mix/market/merge-depth",
    op: "ticker",
    need: "none",
    answer: (asked) => book(asked, "swap"),
  },
  ...(["candles", "history-candles"] as const).flatMap((name): readonly Route[] => [
    {
      method: "GET",
      path: `/api/v2/spot/market/${name}`,
      op: "candles",
      need: "none",
      answer: (asked) => candles(asked, "spot"),
    },
    {
      method: "GET",
      path: `/api/v2/mix/market/${name}`,
      op: "candles",
      need: "none",
      answer: (asked) => candles(asked, "swap"),
    },
  ]),
];
