/** The exchanges that we trade at or take candles from, by ccxt's id, and what each is called. The one list: whatever names exchanges reads it. */
const NAMED = [
  ["bybit", "Bybit"],
  ["binance", "Binance"],
  ["mexc", "MEXC"],
  ["bitget", "Bitget"],
  ["binanceus", "Binance.US"],
  ["kraken", "Kraken"],
  ["coinbase", "Coinbase"],
] as const;

/** Their ids, in the order in which people are offered them. */
export const EXCHANGES = NAMED.map(([id]) => id);

const NAMES: ReadonlyMap<string, string> = new Map(NAMED);

/** As people write it in a sentence; of an exchange that we do not know its id. */
export function exchangeName(id: string): string {
  return NAMES.get(id) ?? id;
}

/** For a choice: the id as its value, the name to read. */
export const EXCHANGE_CHOICES = EXCHANGES.map((id) => ({ value: id, label: exchangeName(id) }));
