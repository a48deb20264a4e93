/** One run of a batch. */
export interface BatchItem<T extends string = string> {
  readonly symbol: string;
  readonly timeframe: T;
}

/** Every symbol in every timeframe, each pair once: all timeframes of the first symbol, then of the second. */
export function batchOf<T extends string>(symbols: readonly string[], timeframes: readonly T[]): BatchItem<T>[] {
  return [...new Set(symbols)].flatMap((symbol) =>
    [...new Set(timeframes)].map((timeframe) => ({ symbol, timeframe })),
  );
}

/**
 * Rows by symbol, or by a figure. What is not defined comes last in both directions; equal rows keep their order.
 * @param figureOf a row's figure by name; null where it is not defined
 */
export function sortBatch<Row extends BatchItem>(
  rows: readonly Row[],
  by: string,
  direction: "up" | "down",
  figureOf: (row: Row, name: string) => number | null,
): Row[] {
  const sign = direction === "up" ? 1 : -1;
  return rows.toSorted((a, b) => {
    if (by === "symbol") return sign * a.symbol.localeCompare(b.symbol, "en");
    const [x, y] = [figureOf(a, by), figureOf(b, by)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  });
}
