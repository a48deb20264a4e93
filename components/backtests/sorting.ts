/** Columns of a batch that its runs can be sorted by: the symbol, or a figure of metrics v1. */
const SORT_COLUMNS = [
  "symbol",
  "maxDrawdownPct",
  "sharpeDaily",
  "profitFactor",
  "trades",
  "returnPct",
  "buyAndHoldPct",
] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

export interface Sorting {
  /** Null: in the order in which the runs were asked for. */
  readonly by: SortColumn | null;
  readonly direction: "up" | "down";
  /** The page that shows them, without a query. */
  readonly address: string;
}

/** Reads `returnPct.down` as an address has it; anything else means no order. */
export function readSorting(asked: string | string[] | undefined, address: string): Sorting {
  const [name, direction] = typeof asked === "string" ? asked.split(".") : [];
  const by = SORT_COLUMNS.find((column) => column === name) ?? null;
  return { by, direction: direction === "up" ? "up" : "down", address };
}

/** Where a click on a column leads: the other way round when it is the one sorted by, else names rising and figures falling. */
export function sortAddress({ by, direction, address }: Sorting, column: SortColumn): string {
  const first = column === "symbol" ? "up" : "down";
  const next = by !== column ? first : direction === "up" ? "down" : "up";
  return `${address}?sort=${column}.${next}`;
}
