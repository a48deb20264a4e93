import type { ReplaySeries } from "@/lib/ports/market-data";

/**
 * Series for exchanges that are watched and have no candles of their own: another exchange's candles of the same symbol, the first's by name where
 * several have some. Replayed candles are often of one exchange, while keys and strategies are of many: the local exchange lends its prices the
 * same way, so that signal, page and order see one market. Outside of a replay nothing is ever lent.
 */
export function lentSeries(
  own: readonly ReplaySeries[],
  watched: readonly { readonly exchange: string; readonly symbol: string }[],
): ReplaySeries[] {
  const lenders = [...own].sort((one, other) => one.exchange.localeCompare(other.exchange, "en"));
  return watched.flatMap(({ exchange, symbol }) => {
    const same = lenders.filter(({ instrument }) => instrument.symbol === symbol);
    const [lender] = same;
    return lender === undefined || same.some((one) => one.exchange === exchange)
      ? []
      : [{ ...lender, exchange, lender: lender.exchange }];
  });
}
