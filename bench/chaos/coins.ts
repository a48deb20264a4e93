/** A market that runs trade in: prices and amounts on the coarsest steps of all listings, a trade worth some 500 USDT. */
export interface Coin {
  readonly base: string;
  readonly price: number;
  /** Decimals of a price that every venue takes. */
  readonly places: number;
  readonly qty: string;
}

export const COINS: readonly Coin[] = [
  { base: "BTC", price: 42_000, places: 1, qty: "0.012" },
  { base: "ETH", price: 2_500, places: 2, qty: "0.2" },
  { base: "SOL", price: 100, places: 2, qty: "5" },
  { base: "XRP", price: 0.5, places: 4, qty: "1000" },
  { base: "BNB", price: 300, places: 2, qty: "1.7" },
  { base: "DOGE", price: 0.1, places: 5, qty: "5000" },
  { base: "LINK", price: 15, places: 2, qty: "34" },
  { base: "LTC", price: 80, places: 2, qty: "6" },
];

/** The coin's first price moved by `share` (0.01: up one per cent), on its steps. */
export function priceAt(coin: Coin, share: number): string {
  return (coin.price * (1 + share)).toFixed(coin.places);
}

/** Bid and ask one step apart. */
export function quoteAt(coin: Coin, share: number): { readonly bid: string; readonly ask: string } {
  const bid = priceAt(coin, share);
  return { bid, ask: (Number(bid) + 10 ** -coin.places).toFixed(coin.places) };
}
