import { dec } from "@/lib/kernel/decimal";
import type { Bars } from "@/lib/trading/market/bars";
import type { Instrument } from "@/lib/trading/market/instrument";
import { parseSymbol } from "@/lib/trading/market/symbol";

/** Steps of amounts by venue and base currency, as the venues publish them. A live feed overwrites them with what it reads. */
const LOTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  binance: { BTC: "0.00001", ETH: "0.0001", SOL: "0.001", XRP: "0.1" },
  bybit: { BTC: "0.001", ETH: "0.01", SOL: "0.1", XRP: "1" },
};

/** Maker and taker fee in basis points of a beginner's account; 10 where we do not know better. */
const FEES: Readonly<Record<string, readonly [maker: string, taker: string]>> = {
  "bybit swap": ["2", "5.5"],
};

const MIN_NOTIONAL = "5";

/**
 * The instrument of a symbol that is known from stored candles alone. The price step is the finest that the candles show; the lot and the
 * fee are the venue's where we know them, else the largest power of ten worth at most 0.5 in quote units, and 10 bps.
 */
export function instrumentOfBars(exchange: string, symbol: string, bars: Bars): Instrument {
  const parsed = parseSymbol(symbol);
  const market = parsed.ok ? parsed.value.market : "spot";
  const [makerBps, takerBps] = FEES[`${exchange} ${market}`] ?? ["10", "10"];
  const known = LOTS[exchange]?.[parsed.ok ? parsed.value.base : ""];
  const lastClose = bars.close[bars.length - 1] ?? 1;
  return {
    symbol,
    market,
    tick: dec(10).pow(-decimalsOf(bars)),
    lot: known === undefined ? dec(10).pow(Math.floor(Math.log10(0.5 / lastClose))) : dec(known),
    minNotional: dec(MIN_NOTIONAL),
    makerBps: dec(makerBps),
    takerBps: dec(takerBps),
  };
}

const DECIMALS_MAX = 12;

/**
 * The most decimals that any price has; at most 12, since a float computed by someone may show noise further on. A price has d decimals
 * when price × 10^d is whole: asked of the floats first, since text is made of half a million prices for nothing.
 */
function decimalsOf(bars: Bars): number {
  let most = 0;
  let scale = 1;
  for (const column of [bars.open, bars.high, bars.low, bars.close])
    for (const price of column) {
      if (Math.round(price * scale) / scale === price) continue;
      most = Math.min(DECIMALS_MAX, Math.max(most, dec(price).decimalPlaces()));
      if (most === DECIMALS_MAX) return most;
      scale = 10 ** most;
    }
  return most;
}
