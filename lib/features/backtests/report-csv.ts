import { toIso, utcMs } from "@/lib/kernel/time";
import type { ReportInput } from "./report.ts";
import { type TradeView, tradeViews } from "./view.ts";

const COLUMNS = [
  "side",
  "qty",
  "entryBar",
  "exitBar",
  "entryTime",
  "exitTime",
  "entryPrice",
  "exitPrice",
  "stop",
  "target",
  "fees",
  "funding",
  "grossPnl",
  "pnl",
  "exitReason",
  "tag",
] as const satisfies readonly (keyof TradeView)[];

/** Closed trades as RFC 4180, API names as heads, ISO times, numbers as short as they are exact. */
export function csvReport({ result, bars }: Pick<ReportInput, "result" | "bars">): string {
  return tradeLines(tradeViews(result, bars.time));
}

/** The same for trades that are views already. */
export function tradeLines(trades: readonly TradeView[]): string {
  const lines = trades.map((trade) =>
    COLUMNS.map((column) => {
      const value = trade[column];
      if (value === null) return "";
      return column === "entryTime" || column === "exitTime" ? toIso(utcMs(Number(value))) : String(value);
    }).join(","),
  );
  return [COLUMNS.join(","), ...lines, ""].join("\r\n");
}
