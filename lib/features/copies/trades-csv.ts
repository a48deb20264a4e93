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
    [...COLUMNS.map((column) => String(trade[column] ?? "")), safeText(trade.strategy?.name ?? "")]
      .map(quoted)
      .join(","),
  );
  return [`${COLUMNS.join(",")},strategy`, ...lines, ""].join("\r\n");
}

/** A spreadsheet runs a cell that begins like a formula; an apostrophe keeps it text. */
function safeText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
