import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { dataHash } from "@/lib/features/candles/candle-chunk";
import type { SeriesKey } from "@/lib/features/candles/candle-series";
import { parseCandles } from "@/lib/features/candles/parse-candles";
import type { FundingColumns } from "@/lib/trading/engine/settings";
import { type Bars, firstRowAt, sliceBars } from "@/lib/trading/market/bars";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { isTimeframe, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from "@/lib/trading/market/timeframe";
import type { RunOptions } from "./options.ts";

/** What a command runs over. */
export interface CommandBars extends SeriesKey {
  readonly bars: Bars;
  readonly dataHash: string;
  readonly storedTimeframe: Timeframe;
  readonly source: string;
  readonly market: "spot" | "swap";
  readonly funding: FundingColumns | null;
}

/** Bars of --data, or of the candle store. @throws Error with line and cause */
export async function readBars(options: RunOptions): Promise<CommandBars> {
  if (options.from !== undefined && options.to !== undefined && options.from >= options.to)
    throw new Error(`--from (${iso(options.from)}) must be before --to (${iso(options.to)}).`);
  if (options.data !== undefined) return readFile(options.data, options);
  if (options.exchange === undefined || options.symbol === undefined || options.timeframe === undefined)
    throw new Error("Give --data FILE, or --exchange, --symbol and --timeframe of the candle store.");
  // Loaded here, so that a run over a file starts without the database's client.
  const { readStore } = await import("./read-store.ts");
  return readStore(options, { exchange: options.exchange, symbol: options.symbol, timeframe: options.timeframe });
}

/** Nothing of a file's name changes what is computed: its market is spot unless --symbol names a perpetual, or there is leverage. */
async function readFile(file: string, options: RunOptions): Promise<CommandBars> {
  if (!existsSync(file)) throw new Error(`${file}: there is no such file.`);
  const raw = readFileSync(file);
  const text = (raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw).toString("utf8");
  const timeframe = timeframeOf(file, text, options.timeframe);
  const parsed = parseCandles(text, timeframe);
  if (!parsed.ok) throw new Error(`${file}: ${parsed.detail}`);
  const symbol = symbolOf(file, options.symbol);
  const bars = rangeOf(parsed.value, options, file);
  if (options.allowGaps !== true) refuseGaps(bars, parsed.value, timeframe, file);
  const isSwap = symbol?.includes(":") === true || options.leverage > 1;
  return {
    bars,
    exchange: options.exchange ?? "file",
    symbol: symbol ?? "unknown",
    timeframe,
    storedTimeframe: timeframe,
    dataHash: dataHash(bars, timeframe),
    source: "file",
    market: isSwap ? "swap" : "spot",
    funding: null,
  };
}

/** The option, the name (`XRPUSDT_15m.csv.gz`), or the smallest distance of the first bars. */
function timeframeOf(file: string, text: string, given: string | undefined): Timeframe {
  const named = given ?? /_(\d+[mhd])\.[a-z.]+$/.exec(file)?.[1];
  if (named !== undefined && isTimeframe(named)) return named;
  const times = [...text.slice(0, 20_000).matchAll(/(?:^|\n|\[)\s*(\d{10,14})\s*,/g)].map((match) => Number(match[1]));
  const steps = times.slice(1).map((time, n) => time - (times[n] ?? 0));
  const smallest = Math.min(...steps.filter((step) => step > 0));
  const found = TIMEFRAMES.find((name) => TIMEFRAME_MS[name] === smallest);
  // A file whose times tell nothing has a fault of its own, which the reader names.
  return found ?? "1m";
}

function symbolOf(file: string, given: string | undefined): string | null {
  const named = /([A-Za-z0-9]+)_\d+[mhd]\.[a-z.]+$/.exec(file)?.[1];
  const ofName = named === undefined ? null : parseSymbol(named);
  if (given === undefined) return ofName?.ok === true ? ofName.value.symbol : null;
  const parsed = parseSymbol(given);
  if (!parsed.ok) throw new Error(`--symbol: ${parsed.detail}`);
  const { base, quote, symbol } = parsed.value;
  if (ofName?.ok === true && (ofName.value.base !== base || ofName.value.quote !== quote))
    throw new Error(`${file} holds ${ofName.value.symbol} by its name, but --symbol says ${symbol}.`);
  return symbol;
}

/** Bars that open in [from, to). @throws Error when there are none */
export function rangeOf(bars: Bars, { from, to }: Pick<RunOptions, "from" | "to">, name: string): Bars {
  const first = from === undefined ? 0 : firstRowAt(bars, from);
  const end = to === undefined ? bars.length : firstRowAt(bars, to);
  if (end - first >= 2) return first === 0 && end === bars.length ? bars : sliceBars(bars, first, end);
  const span = `${iso(bars.time[0] ?? 0)} to ${iso(bars.time[bars.length - 1] ?? 0)}`;
  throw new Error(`${name}: there are fewer than two bars between --from and --to; the data go from ${span}.`);
}

/** A hole is told with its place: a run over one is a choice. */
function refuseGaps(bars: Bars, all: Bars, timeframe: Timeframe, file: string): void {
  const length = TIMEFRAME_MS[timeframe];
  const skipped = all.length - bars.length === 0 ? 0 : firstRowAt(all, bars.time[0] ?? 0);
  for (let row = 1; row < bars.length; row += 1) {
    const [before = 0, time = 0] = [bars.time[row - 1], bars.time[row]];
    if (time - before === length) continue;
    const missing = Math.round((time - before) / length) - 1;
    throw new Error(
      `${file}: line ${skipped + row + 2}: ${missing} ${missing === 1 ? "bar is" : "bars are"} missing between ${iso(before)} and ${iso(time)}. Give --allow-gaps to run over it.`,
    );
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
