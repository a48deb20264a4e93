/**
 * Where margin and result of a position fall to `maintenance` × its notional. With entry e, leverage L, maintenance m:
 * long  e/L + (p − e) = m·p  gives p = e·(1 − 1/L) / (1 − m);  short  e/L + (e − p) = m·p  gives p = e·(1 + 1/L) / (1 + m).
 * The margin of the position alone answers for it (isolated); a long without leverage has no such price above 0: NaN.
 */
export function liquidationPrice(side: 1 | -1, entryPrice: number, leverage: number, maintenance: number): number {
  if (side < 0) return (entryPrice * (1 + 1 / leverage)) / (1 + maintenance);
  return leverage > 1 ? (entryPrice * (1 - 1 / leverage)) / (1 - maintenance) : Number.NaN;
}

/**
 * What leaving at `price` brings a position that would be liquidated at `liquidation` (NaN: nowhere): never less than where its margin is used up, e·(1 ∓ 1/L),
 * however far the market jumped. The exchange's insurance pays the rest.
 */
export function boundedExit(side: 1 | -1, price: number, liquidation: number, maintenance: number): number {
  if (Number.isNaN(liquidation)) return price;
  const bankruptcy = liquidation * (1 - side * maintenance);
  return side > 0 ? Math.max(price, bankruptcy) : Math.min(price, bankruptcy);
}
