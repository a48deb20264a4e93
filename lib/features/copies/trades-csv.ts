import { csvCell, csvWords } from "@/lib/kernel/csv";
import type { PositionView } from "./position.ts";

const COLUMNS = [
  "id",
  "symbol",
  "exchange",
  "side",
  "mode",
  "entryQty",
  "entryPrice",
  "exitPrice",
  "grossPnl",
  "fees",
  "realisedPnl",
  "closeReason",
  "openedAt",
  "closedAt",
] as const satisfies readonly (keyof PositionView)[];

/** Closed trades as RFC 4180: API names as heads, exact decimals, ISO times. The strategy's name comes last, since a person wrote it. */
export function tradesCsv(trades: readonly PositionView[]): string {
  const lines = trades.map((trade) =>
    [...COLUMNS.map((column) => csvCell(String(trade[column] ?? ""))), csvWords(trade.strategy?.name ?? "")].join(","),
  );
  return [`${COLUMNS.join(",")},strategy`, ...lines, ""].join("\r\n");
}
