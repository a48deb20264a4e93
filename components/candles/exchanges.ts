import { exchangeName } from "@/lib/kernel/exchange-name";
/** The exchanges that people download from first; any other of ccxt is reached by `npm run candles -- download`. */
export const EXCHANGES = ["bybit", "binance", "mexc", "bitget", "binanceus", "kraken", "coinbase"].map((id) => ({
  value: id,
  label: exchangeName(id),
}));
