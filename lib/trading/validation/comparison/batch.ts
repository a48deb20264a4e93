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

/** A finished row of a batch: figures by name, null where not defined. */
export interface BatchRow extends BatchItem {
  readonly figures: Readonly<Record<string, number | null>>;
}

/** Rows by a figure, or by symbol and timeframe. Null comes last in both directions; equal rows keep their order. */
export function sortBatch<Row extends BatchRow>(rows: readonly Row[], by: string, direction: "up" | "down"): Row[] {
  const sign = direction === "up" ? 1 : -1;
  return rows.toSorted((a, b) => {
    if (by === "symbol" || by === "timeframe") return sign * a[by].localeCompare(b[by], "en");
    const [x, y] = [a.figures[by] ?? null, b.figures[by] ?? null];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  });
}
