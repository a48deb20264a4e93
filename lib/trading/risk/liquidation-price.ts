/**
 * Where margin and result of a position fall to `maintenance` × its notional. With entry e, leverage L, maintenance m:
 * long  e/L + (p − e) = m·p  gives p = e·(1 − 1/L) / (1 − m);  short  e/L + (e − p) = m·p  gives p = e·(1 + 1/L) / (1 + m).
 * The margin of the position alone answers for it (isolated); a long without leverage has no such price above 0: NaN.
 */
export function liquidationPrice(side: 1 | -1, entryPrice: number, leverage: number, maintenance: number): number {
  if (side < 0) return (entryPrice * (1 + 1 / leverage)) / (1 + maintenance);
  return leverage > 1 ? (entryPrice * (1 - 1 / leverage)) / (1 - maintenance) : Number.NaN;
}
