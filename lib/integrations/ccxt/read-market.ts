import type { Ticker as CcxtTicker, Exchange, MarketInterface } from "ccxt";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ticker } from "@/lib/ports/prices";
import type { Instrument } from "@/lib/trading/market/instrument";

/** ccxt's precision mode in which a precision is a step; in the others it is a number of digits. */
const TICK_SIZE = 4;

/** What a venue says of a market, in our words; null where it lacks a step (then nothing could be rounded). */
export function instrumentOfMarket(
  exchange: Pick<Exchange, "precisionMode">,
  market: MarketInterface,
): Instrument | null {
  const step = (precision: number | undefined) => {
    if (precision === undefined || precision === null) return null;
    const value = exchange.precisionMode === TICK_SIZE ? dec(precision) : dec(10).pow(-precision);
    return value.gt(0) ? value : null;
  };
  const tick = step(market.precision.price);
  const amountStep = step(market.precision.amount);
  if (tick === null || amountStep === null) return null;
  return {
    symbol: market.symbol,
    market: market.contract === true ? "swap" : "spot",
    tick,
    // a contract's amount counts contracts; ours counts base units
    lot: market.contract === true ? amountStep.times(market.contractSize ?? 1) : amountStep,
    minNotional: dec(market.limits.cost?.min ?? 0),
    ...largestOrders(market),
    makerBps: dec(market.maker ?? 0.001).times(10_000),
    takerBps: dec(market.taker ?? 0.001).times(10_000),
  };
}

/** Where venues write what a market order may hold, beside ccxt's own place: Bybit spot and USDT contracts, Bitget contracts. */
const MARKET_MAX = ["maxMarketOrderQty", "maxMktOrderQty"];

/** The largest orders that a market takes, base units. Binance's MARKET_LOT_SIZE counts beside its LOT_SIZE. */
function largestOrders(market: MarketInterface): Pick<Instrument, "orderMax" | "marketMax"> {
  const size = market.contract === true ? (market.contractSize ?? 1) : 1;
  const told = (value: unknown): Dec[] => {
    const isNumber = (typeof value === "string" && value !== "") || typeof value === "number";
    const amount = isNumber && Number.isFinite(Number(value)) ? dec(value).times(size) : dec(0);
    return amount.gt(0) ? [amount] : [];
  };
  const info: object = Object(market.info);
  const own = [info, Object(Reflect.get(info, "lotSizeFilter"))];
  const [orderMax] = told(market.limits.amount?.max);
  const bounds = [
    ...(orderMax === undefined ? [] : [orderMax]),
    ...told(Reflect.get(Object(market.limits.market), "max")),
    ...own.flatMap((from: object) => MARKET_MAX.flatMap((name) => told(Reflect.get(from, name)))),
  ];
  const marketMax = bounds.toSorted((a, b) => a.cmp(b))[0];
  return { ...(orderMax === undefined ? {} : { orderMax }), ...(marketMax === undefined ? {} : { marketMax }) };
}

export interface Book {
  readonly bid: number;
  readonly ask: number;
}

/** A price in our words; null where bid or ask is missing or makes no sense. `book` stands in for a ticker without them. */
export function tickerOf(exchange: string, ticker: CcxtTicker, book: Book | null, receivedAt: UtcMs): Ticker | null {
  const bid = ticker.bid ?? book?.bid;
  const ask = ticker.ask ?? book?.ask;
  if (bid === undefined || ask === undefined || !(bid > 0) || !(ask >= bid) || ticker.symbol === undefined) return null;
  return {
    exchange,
    symbol: ticker.symbol,
    bid: dec(bid),
    ask: dec(ask),
    last: dec(ticker.last ?? (bid + ask) / 2),
    exchangeAt: utcMs(ticker.timestamp ?? receivedAt),
    receivedAt,
    source: "exchange",
  };
}
