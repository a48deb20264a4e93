/**
 * Money that no position binds, with the market at `price`: equity less the margin (notional / leverage) of what is held. Without
 * leverage that is the plain cash of a long; a short binds its notional too, so its proceeds are not spent twice.
 */
export function freeCash(cash: number, position: number, price: number, leverage: number): number {
  const value = position * price;
  return position > 0 ? cash + value * (1 - 1 / leverage) : cash + value * (1 + 1 / leverage);
}
