/** What the exchanges that we trade at or take candles from are called, by ccxt's id. */
const NAMES: Readonly<Record<string, string>> = {
  bybit: "Bybit",
  binance: "Binance",
  mexc: "MEXC",
  bitget: "Bitget",
  binanceus: "Binance.US",
  kraken: "Kraken",
  coinbase: "Coinbase",
};

/** As people write it in a sentence; of an exchange that we do not know its id. */
export function exchangeName(id: string): string {
  return NAMES[id] ?? id;
}
