import { type Dec, dec } from "@/lib/kernel/decimal";

/** One market of one exchange as it is listed here. Prices in quote, amounts in base units. */
export interface VenueMarket {
  readonly exchange: string;
  /** ccxt's: `BTC/USDT`, `BTC/USDT:USDT`. */
  readonly symbol: string;
  /** As the exchange writes it: `BTCUSDT`. */
  readonly id: string;
  readonly kind: "spot" | "swap";
  readonly base: string;
  readonly quote: string;
  readonly tick: Dec;
  readonly lot: Dec;
  /** The largest order, and the largest that goes to the market. */
  readonly orderMax: Dec;
  readonly marketMax: Dec;
  readonly minNotional: Dec;
  readonly makerBps: Dec;
  readonly takerBps: Dec;
  /** 1 on spot. */
  readonly leverageMax: number;
}

export const VENUE_EXCHANGES = ["bybit", "binance", "mexc", "bitget"] as const;

/** Base, then tick and lot of spot, tick and lot of the perpetual: the steps of the real listings, where they differ the coarser one. */
const COINS: readonly (readonly [base: string, tick: string, lot: string, swapTick: string, swapLot: string])[] = [
  ["BTC", "0.01", "0.00001", "0.1", "0.001"],
  ["ETH", "0.01", "0.0001", "0.01", "0.001"],
  ["SOL", "0.01", "0.001", "0.01", "0.01"],
  ["XRP", "0.0001", "0.1", "0.0001", "0.1"],
  ["BNB", "0.01", "0.001", "0.01", "0.01"],
  ["DOGE", "0.00001", "1", "0.00001", "1"],
  ["ADA", "0.0001", "0.1", "0.0001", "1"],
  ["LINK", "0.01", "0.01", "0.001", "0.01"],
  ["LTC", "0.01", "0.001", "0.01", "0.001"],
  ["AVAX", "0.01", "0.01", "0.001", "1"],
];

/** 9,000 BTC at a limit, as Binance lists it, and 1,800 at the market. */
const LOTS_MAX = 900_000_000;
const MARKET_LOTS_MAX = 180_000_000;

interface Terms {
  readonly makerBps: number;
  readonly takerBps: number;
  readonly minNotional: (base: string) => number;
}

/** Fees of the lowest tier and the smallest order. Exchanges without swaps here have none. */
const TERMS: Readonly<Record<string, { readonly spot: Terms; readonly swap: Terms | null }>> = {
  binance: {
    spot: { makerBps: 10, takerBps: 10, minNotional: () => 5 },
    swap: { makerBps: 2, takerBps: 5, minNotional: (base) => ({ BTC: 100, ETH: 20 })[base] ?? 5 },
  },
  bybit: {
    spot: { makerBps: 10, takerBps: 10, minNotional: () => 5 },
    swap: { makerBps: 2, takerBps: 5.5, minNotional: () => 5 },
  },
  mexc: { spot: { makerBps: 0, takerBps: 5, minNotional: () => 1 }, swap: null },
  bitget: {
    spot: { makerBps: 10, takerBps: 10, minNotional: () => 1 },
    swap: { makerBps: 2, takerBps: 6, minNotional: () => 5 },
  },
};

const LISTED: readonly VenueMarket[] = Object.entries(TERMS).flatMap(([exchange, { spot, swap }]) =>
  COINS.flatMap((coin) => [
    market(exchange, "spot", spot, coin),
    ...(swap === null ? [] : [market(exchange, "swap", swap, coin)]),
  ]),
);

const BY_SYMBOL = new Map(LISTED.map((one) => [`${one.exchange} ${one.symbol}`, one]));
const BY_ID = new Map(LISTED.map((one) => [`${one.exchange} ${one.kind} ${one.id}`, one]));

export function marketsOf(exchange: string, kind: VenueMarket["kind"]): readonly VenueMarket[] {
  return LISTED.filter((one) => one.exchange === exchange && one.kind === kind);
}

export function marketOf(exchange: string, symbol: string): VenueMarket | undefined {
  return BY_SYMBOL.get(`${exchange} ${symbol}`);
}

/** By the exchange's own name of it. */
export function marketById(exchange: string, kind: VenueMarket["kind"], id: string): VenueMarket | undefined {
  return BY_ID.get(`${exchange} ${kind} ${id}`);
}

function market(
  exchange: string,
  kind: VenueMarket["kind"],
  { makerBps, takerBps, minNotional }: Terms,
  [base, tick, lot, swapTick, swapLot]: (typeof COINS)[number],
): VenueMarket {
  const step = dec(kind === "spot" ? lot : swapLot);
  return {
    exchange,
    symbol: kind === "spot" ? `${base}/USDT` : `${base}/USDT:USDT`,
    id: `${base}USDT`,
    kind,
    base,
    quote: "USDT",
    tick: dec(kind === "spot" ? tick : swapTick),
    lot: step,
    orderMax: step.times(LOTS_MAX),
    marketMax: step.times(MARKET_LOTS_MAX),
    minNotional: dec(minNotional(base)),
    makerBps: dec(makerBps),
    takerBps: dec(takerBps),
    leverageMax: kind === "spot" ? 1 : 100,
  };
}
