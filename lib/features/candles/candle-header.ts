import { cutText } from "@/lib/kernel/cut-text";

const COLUMNS = "timestamp,open,high,low,close,volume";

/** Names of the first column that mean the bar's open time; pandas leaves an index column unnamed. */
const TIME_NAMES = new Set(["timestamp", "time", "date", "datetime", "open_time", ""]);

/** What is wrong with the header of a CSV file of bars, in words, or null. Columns after the volume are left alone. */
export function headerFault(line: string): string | null {
  const names = line.split(",").map((name) => name.trim().toLowerCase());
  const [time = "", ...values] = names;
  const asked = COLUMNS.split(",").slice(1);
  if (TIME_NAMES.has(time) && asked.every((name, i) => values[i] === name)) return null;
  if (values.some((name) => name.startsWith("mark_")))
    return "these are mark prices, which are not stored: fills and liquidations use the bars of trades";
  if (names.includes("funding_rate"))
    return "these are funding rates, not bars; name the file SYMBOL_funding.csv or give --funding";
  return `the header must be "${COLUMNS}", not "${cutText(line, 80)}"`;
}
