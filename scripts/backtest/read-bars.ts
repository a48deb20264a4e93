import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";
import { dataHash } from "@/lib/features/candles/candle-chunk";
import type { SeriesKey } from "@/lib/features/candles/candle-series";
import { blocksOfFile, readCandles, readFundingFile } from "@/lib/features/candles/read-file";
import { arrowFormat } from "@/lib/integrations/arrow/arrow-format";
import type { FundingColumns } from "@/lib/trading/engine/settings";
import { type Bars, firstRowAt, sliceBars } from "@/lib/trading/market/bars";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { isTimeframe, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from "@/lib/trading/market/timeframe";
import type { RunOptions } from "./options.ts";
import { stepText, timeframeOfName, timeframeOfText, timeframeOfTimes } from "./timeframe-of.ts";

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
  const head = headOf(file);
  const shown = givenTimeframe(options.timeframe) ?? timeframeOfText(head) ?? timeframeOfName(file);
  // Bars of any timeframe lie on the grid of minutes; a file whose times tell nothing has a fault of its own, which the reader names.
  const parsed = await readCandles(blocksOfFile(file), shown ?? "1m", arrowFormat);
  if (!parsed.ok) throw new Error(`${file}: ${parsed.detail}`);
  const timeframe = shown ?? timeframeOfTimes(parsed.value.time) ?? refuseStep(file, parsed.value.time);
  const symbol = symbolOf(file, options.symbol);
  const bars = rangeOf(parsed.value, options, file);
  if (options.allowGaps !== true) {
    const row = firstHole(bars, timeframe);
    if (row !== null) throw new Error(`${file}: ${holeText(bars, parsed.value, row, timeframe, head.startsWith("["))}`);
  }
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
    funding:
      options.funding === undefined ? null : fundingIn(await fundingOf(options.funding, isSwap), bars, timeframe),
  };
}

async function fundingOf(file: string, isSwap: boolean): Promise<FundingColumns> {
  if (!isSwap) throw new Error("--funding is of a swap: name a perpetual with --symbol BTC/USDT:USDT.");
  const read = await readFundingFile(blocksOfFile(file));
  if (!read.ok) throw new Error(`${file}: ${read.detail}`);
  return read.value;
}

/** What was paid between the first bar's open and the last one's close, as a run of the web has it; null where nothing was: the report counts it. */
export function fundingIn(
  { time, rate }: FundingColumns,
  { time: opens }: Bars,
  timeframe: Timeframe,
): FundingColumns | null {
  const all = { time, length: time.length };
  const from = firstRowAt(all, opens[0] ?? 0);
  const to = firstRowAt(all, (opens.at(-1) ?? 0) + TIMEFRAME_MS[timeframe]);
  return to > from ? { time: time.slice(from, to), rate: rate.slice(from, to) } : null;
}

const HEAD_BYTES = 65_536;

function givenTimeframe(given: string | undefined): Timeframe | null {
  return given !== undefined && isTimeframe(given) ? given : null;
}

/** The first lines of a file as text, unpacked: what its bars are like shows there. */
function headOf(file: string): string {
  if (!existsSync(file)) throw new Error(`${file}: there is no such file.`);
  const bytes = Buffer.alloc(HEAD_BYTES);
  const handle = openSync(file, "r");
  try {
    const head = bytes.subarray(0, readSync(handle, bytes));
    const isPacked = head[0] === 0x1f && head[1] === 0x8b;
    const plain = isPacked ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head;
    return plain.toString("latin1", 0, HEAD_BYTES); // little that is packed may be much
  } catch {
    return ""; // a folder, or a damaged .gz: the reader says so
  } finally {
    closeSync(handle);
  }
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

/** First row before which bars are missing, or null. */
function firstHole(bars: Bars, timeframe: Timeframe): number | null {
  const length = TIMEFRAME_MS[timeframe];
  const closedDays = timeframe === "1d" && closesOnWeekends(bars) ? CLOSED_DAYS_MAX : 0;
  for (let row = 1; row < bars.length; row += 1) {
    const missing = ((bars.time[row] ?? 0) - (bars.time[row - 1] ?? 0)) / length - 1;
    if (missing > closedDays) return row;
  }
  return null;
}

/** A weekend and the holidays around it. */
const CLOSED_DAYS_MAX = 6;

/** Whether these days are those of an exchange with closing days, as stocks are traded: then a weekend is no hole. */
function closesOnWeekends({ time, length }: Bars): boolean {
  const SUNDAY = 0;
  const SATURDAY = 6;
  return length > 10 && time.every((at) => ![SUNDAY, SATURDAY].includes(new Date(at).getUTCDay()));
}

/** A lone bar is of any timeframe. Run as another, bars of half an hour would be a minute each, with holes. */
function refuseStep(file: string, time: Float64Array): "1m" {
  const step = stepText(time);
  if (step === null) return "1m";
  throw new Error(`${file}: its bars are ${step} apart; bars of ${TIMEFRAMES.join(", ")} can be run.`);
}

function holeText(bars: Bars, all: Bars, row: number, timeframe: Timeframe, isJson: boolean): string {
  const [before = 0, time = 0] = [bars.time[row - 1], bars.time[row]];
  const missing = Math.round((time - before) / TIMEFRAME_MS[timeframe]) - 1;
  const place = firstRowAt(all, bars.time[0] ?? 0) + row + 1;
  const words = missing === 1 ? "1 bar is" : `${missing} bars are`;
  return `${isJson ? `bar ${place}` : `line ${place + 1}`}: ${words} missing between ${iso(before)} and ${iso(time)}. Give --allow-gaps to run over them.`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
