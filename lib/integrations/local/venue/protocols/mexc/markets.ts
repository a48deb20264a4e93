import { plain } from "@/lib/kernel/decimal";
import { fixed, ok } from "../../answers.ts";
import { balanceOf } from "../../core/ledger.ts";
import { marketById, marketsOf } from "../../core/listing.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { depth } from "../binance/depth.ts";
import { klines } from "../binance/klines.ts";
import { ticker24h } from "../binance-spot/markets.ts";
import { refuseMexc } from "./refusals.ts";

function exchangeInfo({ now, books }: Asked): VenueAnswer {
  return ok({
    timezone: "CST",
    serverTime: now,
    rateLimits: [],
    exchangeFilters: [],
    symbols: marketsOf("mexc", "spot").map((market) => ({
      symbol: market.id,
      status: books.quotes.halted(market) ? "2" : "1",
      baseAsset: market.base,
      baseAssetPrecision: market.lot.decimalPlaces(),
      quoteAsset: market.quote,
      quotePrecision: market.tick.decimalPlaces(),
      quoteAssetPrecision: market.tick.decimalPlaces(),
      baseSizePrecision: plain(market.lot),
      quoteAmountPrecision: plain(market.minNotional),
      quoteAmountPrecisionMarket: plain(market.minNotional),
      orderTypes: ["LIMIT", "MARKET", "LIMIT_MAKER", "IMMEDIATE_OR_CANCEL", "FILL_OR_KILL"],
      isSpotTradingAllowed: true,
      isMarginTradingAllowed: false,
      makerCommission: plain(market.makerBps.div(10_000)),
      takerCommission: plain(market.takerBps.div(10_000)),
      maxQuoteAmount: "2000000",
      permissions: ["SPOT"],
      filters: [],
    })),
  });
}

const of = (asked: Asked) => marketById("mexc", "spot", asked.param("symbol") ?? "");

function ticker(asked: Asked): VenueAnswer {
  const market = of(asked);
  const quote = market === undefined ? null : asked.quote(market);
  return market === undefined || quote === null ? refuseMexc("badSymbol") : ok(ticker24h(market, quote));
}

function account({ books, account: id, key }: Asked): VenueAnswer {
  return ok({
    canTrade: key?.rights.trade,
    canWithdraw: true,
    canDeposit: true,
    accountType: "SPOT",
    balances: books.currencies(id, "spot").map((asset) => {
      const { free, locked } = balanceOf(books, id, "spot", asset);
      return { asset, free: fixed(free), locked: fixed(locked) };
    }),
    permissions: ["SPOT"],
  });
}

export const marketRoutes: readonly Route[] = [
  { method: "GET", path: "/api/v3/time", op: "time", need: "none", answer: ({ now }) => ok({ serverTime: now }) },
  { method: "GET", path: "/api/v3/exchangeInfo", op: "markets", need: "none", answer: exchangeInfo },
  // No contracts here; ccxt asks for them whatever it is going to trade.
  {
    method: "GET",
    path: "/api/v1/contract/detail",
    op: "markets",
    need: "none",
    answer: () => ok({ success: true, code: 0, data: [] }),
  },
  { method: "GET", path: "/api/v3/capital/config/getall", op: "markets", need: "read", answer: () => ok([]) },
  { method: "GET", path: "/api/v3/ticker/24hr", op: "ticker", need: "none", answer: ticker },
  {
    method: "GET",
    path: "/api/v3/depth",
    op: "ticker",
    need: "none",
    answer: (asked) => {
      const market = of(asked);
      return market === undefined ? refuseMexc("badSymbol") : depth(asked, market, refuseMexc("badSymbol"));
    },
  },
  {
    method: "GET",
    path: "/api/v3/klines",
    op: "candles",
    need: "none",
    answer: (asked) => {
      const market = of(asked);
      return market === undefined ? refuseMexc("badSymbol") : klines(asked, market, refuseMexc("badParameter"));
    },
  },
  { method: "GET", path: "/api/v3/account", op: "balance", need: "read", answer: account },
];
