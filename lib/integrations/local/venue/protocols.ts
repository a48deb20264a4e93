import type { Protocol } from "./protocol.ts";
import { binanceSpot } from "./protocols/binance-spot/binance-spot.ts";
import { binanceUsdm } from "./protocols/binance-usdm/binance-usdm.ts";
import { bitget } from "./protocols/bitget/bitget.ts";
import { bybit } from "./protocols/bybit/bybit.ts";
import { mexc } from "./protocols/mexc/mexc.ts";

const PROTOCOLS: readonly Protocol[] = [binanceSpot, binanceUsdm, bybit, mexc, bitget];

/** By the host that ccxt would have asked: EXCHANGE_URL_<ID> keeps it as first path segment (SPEC 3). */
export function protocolOf(host: string, path: string): Protocol | undefined {
  return PROTOCOLS.find((protocol) => protocol.speaks(host, path));
}
