import { done, type Result, refuse } from "@/lib/kernel/result";
import { type Bars, barsOf } from "@/lib/trading/market/bars";
import { type Candle, candleFault } from "@/lib/trading/market/candle";
import { TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";

const HEADER = "timestamp,open,high,low,close,volume";
/** More would scroll the first, telling ones off the screen. */
const FAULTS_SHOWN = 10;

/** A row of a file before it is believed, with the place that people find it by. */
interface Row {
  readonly place: string;
  readonly cells: readonly unknown[];
}

/**
 * Reads a file of bars: CSV with the header `timestamp,open,high,low,close,volume`, or ccxt's JSON array of arrays; timestamps are open times
 * in milliseconds. All or nothing: one bad row refuses the file and is named by line and cause.
 */
export function parseCandles(text: string, timeframe: Timeframe): Result<Bars, "bad_file" | "bad_rows"> {
  const rows = text.trimStart().startsWith("[") ? jsonRows(text) : csvRows(text);
  if (!rows.ok) return rows;
  const faults: string[] = [];
  const candles: Candle[] = [];
  for (const { place, cells } of rows.value) {
    const candle = candleOf(cells);
    const fault = typeof candle === "string" ? candle : faultOf(candle, candles.at(-1), timeframe);
    if (fault === null) candles.push(candle as Candle);
    else faults.push(`${place}: ${fault}`);
  }
  if (faults.length > 0) {
    const more = faults.length - FAULTS_SHOWN;
    const shown = faults.slice(0, FAULTS_SHOWN).join("; ");
    return refuse("bad_rows", more > 0 ? `${shown}; and ${more} more bad rows` : shown);
  }
  if (candles.length === 0) return refuse("bad_file", "there are no bars in it");
  return done(barsOf(candles));
}

function csvRows(text: string): Result<readonly Row[], "bad_file"> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const header = (lines[0] ?? "").trim();
  if (header !== HEADER)
    return refuse("bad_file", `line 1: the header must be "${HEADER}", not "${header.slice(0, 80)}"`);
  const rows: Row[] = [];
  for (const [index, line] of lines.entries())
    if (index > 0 && line !== "") rows.push({ place: `line ${index + 1}`, cells: line.split(",") });
  return done(rows);
}

function jsonRows(text: string): Result<readonly Row[], "bad_file"> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refuse("bad_file", "it is not valid JSON");
  }
  if (!Array.isArray(parsed)) return refuse("bad_file", "the JSON must be an array of bars");
  return done(parsed.map((row, index) => ({ place: `bar ${index + 1}`, cells: Array.isArray(row) ? row : [] })));
}

function candleOf(cells: readonly unknown[]): Candle | string {
  if (cells.length !== 6) return `has ${cells.length} values, not 6`;
  const numbers = cells.map(numberOf);
  const bad = numbers.indexOf(null);
  if (bad >= 0) return `${HEADER.split(",")[bad]} is not a number (${JSON.stringify(cells[bad])?.slice(0, 40)})`;
  const [time = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = numbers as number[];
  return { time, open, high, low, close, volume };
}

/** A decimal number in plain or exponent notation; nothing that `Number()` would guess (blank, hex, "Infinity"). */
function numberOf(cell: unknown): number | null {
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== "string" || !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell)) return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

function faultOf(candle: Candle, previous: Candle | undefined, timeframe: Timeframe): string | null {
  const fault = candleFault(candle, TIMEFRAME_MS[timeframe]);
  if (fault !== null) return fault;
  if (previous === undefined || candle.time > previous.time) return null;
  return candle.time === previous.time
    ? "its timestamp was there before"
    : "its timestamp is before that of the row above";
}
