import { done, type Result, refuse } from "@/lib/kernel/result";
import type { ArrowColumn } from "@/lib/ports/arrow-format";
import { barFaults } from "@/lib/trading/market/bar-faults";
import { BAR_COLUMNS, type Bars } from "@/lib/trading/market/bars";
import { TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";

/** freqtrade calls the open time `date`. */
const TIME_NAMES = ["timestamp", "time", "date", "datetime", "open_time"];

const FAULTS_SHOWN = 10;

/** Bars out of named columns. All or nothing: each bad row is named by its number (the first is 1) and cause. */
export function barsOfColumns(
  columns: readonly ArrowColumn[],
  timeframe: Timeframe,
  { gapsAllowed = true }: { gapsAllowed?: boolean } = {},
): Result<Bars, "bad_file" | "bad_rows"> {
  const find = (names: readonly string[]) => columns.find(({ name }) => names.includes(name.toLowerCase()))?.values;
  const values = BAR_COLUMNS.map((name) => find(name === "time" ? TIME_NAMES : [name]));
  const missing = values.indexOf(undefined);
  if (missing >= 0)
    return refuse(
      "bad_file",
      `it has no column "${missing === 0 ? "timestamp" : BAR_COLUMNS[missing]}" (only ${columns.map(({ name }) => name).join(", ") || "none"})`,
    );
  const [time, open, high, low, close, volume] = values;
  if (!time || !open || !high || !low || !close || !volume || time.length === 0)
    return refuse("bad_file", "there are no bars in it");
  const bars = { length: time.length, time, open, high, low, close, volume };
  const faults = barFaults(bars, TIMEFRAME_MS[timeframe], { most: FAULTS_SHOWN, gapsAllowed });
  if (faults.length === 0) return done(bars);
  return refuse("bad_rows", faults.map(({ row, fault }) => `row ${row + 1}: ${fault}`).join("; "));
}
