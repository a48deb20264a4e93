import { done, type Result, refuse } from "@/lib/kernel/result";
import { gapFault, isSoundBar, orderFault } from "@/lib/trading/market/bar-faults";
import type { Bars } from "@/lib/trading/market/bars";
import { candleFault } from "@/lib/trading/market/candle";
import { TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";
import { headerFault } from "./candle-header.ts";
import { GrowingBars } from "./growing-bars.ts";
import { JsonRows } from "./json-rows.ts";
import { numbersOf } from "./loose-row.ts";
import { readRow } from "./read-row.ts";
import { RowFaults } from "./row-faults.ts";
import { BEGINNING_BYTES, beginning, isBlank, isUtf16, markLength, NEWLINE, textOf } from "./text-bytes.ts";

/** Ten years of one-minute bars are 5.3 million: some 300 MB of text, 250 MB of columns. */
export const FILE_BYTES_MAX = 512 * 1_048_576;
const FILE_BARS_MAX = 6_000_000;

/** No sound row comes near it; without a limit a file without line ends would be kept whole. */
const LINE_BYTES_MAX = 4_096;

const BLANK_LINES_MAX = 100_000;

const BRACKET = 91;
const END_BRACKET = 93;

export type ParseRefusal = "bad_file" | "bad_rows";

/** Ends the reading of a file of which nothing more need be known. */
class Unreadable extends Error {}

export interface ParserOptions {
  readonly bytesMax?: number;
  /** false: bars that are missing between two rows are a fault of the file, like any other. */
  readonly gapsAllowed?: boolean;
}

/**
 * Reads a file of bars block by block, straight into columns: CSV whose header is `timestamp,open,high,low,close,volume`, or ccxt's JSON array
 * of arrays; timestamps are open times in milliseconds, or ISO dates, UTC where no zone is named. All or nothing: each bad row is named by line and cause. Memory
 * is that of the bars and one block, whatever the file is.
 */
export class CandleParser {
  readonly #bars = new GrowingBars();
  readonly #row = new Float64Array(6);
  readonly #lengthMs: number;
  readonly #faults = new RowFaults();
  #bytes = 0;
  /** Rows so far, header and blank lines too: what an editor shows. */
  #lines = 0;
  #rest: Uint8Array = new Uint8Array(0);
  #json: JsonRows | null = null;
  #begun = false;
  #refused: string | null = null;

  #blank = 0;
  readonly #bytesMax: number;
  readonly #gapsAllowed: boolean;

  constructor(timeframe: Timeframe, { bytesMax = FILE_BYTES_MAX, gapsAllowed = true }: ParserOptions = {}) {
    this.#lengthMs = TIMEFRAME_MS[timeframe];
    this.#bytesMax = bytesMax;
    this.#gapsAllowed = gapsAllowed;
  }

  /** @returns false when no more is wanted: `end` tells why */
  push(block: Uint8Array): boolean {
    if (this.#refused !== null) return false;
    try {
      this.#bytes += block.byteLength;
      if (this.#bytes > this.#bytesMax)
        throw new Unreadable(
          `it is larger than ${this.#bytesMax / 1_048_576} MiB unpacked; split it and import the parts`,
        );
      this.#read(this.#rest.length === 0 ? block : Buffer.concat([this.#rest, block]), false);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.#refused = error.message;
    }
    return this.#refused === null;
  }

  end(): Result<Bars, ParseRefusal> {
    try {
      if (this.#refused === null) this.#read(this.#rest, true);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.#refused = error.message;
    }
    if (this.#refused !== null) return refuse("bad_file", this.#refused);
    if (this.#faults.count > 0) return refuse("bad_rows", this.#faults.text());
    if (this.#bars.length === 0) return refuse("bad_file", this.#begun ? "there are no bars in it" : "it is empty");
    return done(this.#bars.whole());
  }

  #read(given: Uint8Array, last: boolean): void {
    let bytes = given;
    if (!this.#begun) {
      if (bytes.length < BEGINNING_BYTES && !last) return this.#keep(bytes);
      if (isUtf16(bytes)) throw new Unreadable("it is in UTF-16; save it as UTF-8");
      const start = beginning(bytes);
      if (start === bytes.length) return this.#keep(last ? bytes.subarray(start) : bytes);
      this.#begun = true;
      if (bytes[start] === BRACKET) this.#json = new JsonRows();
      bytes = bytes.subarray(this.#json === null && this.#lines === 0 ? markLength(bytes) : start);
    }
    if (this.#json !== null) return this.#readJson(this.#json, bytes, last);
    const end = last ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
    this.#readLines(last && bytes.at(-1) !== NEWLINE ? Buffer.concat([bytes, Buffer.of(NEWLINE)]) : bytes, end);
    this.#keep(bytes.subarray(end));
  }

  /** Whole lines of `bytes` up to `end`. */
  #readLines(bytes: Uint8Array, end: number): void {
    let at = 0;
    while (at < end) {
      this.#lines += 1;
      if (this.#lines === 1) {
        const after = bytes.indexOf(NEWLINE, at) + 1;
        const fault = headerFault(textOf(bytes, at, after).trimEnd());
        if (fault !== null) throw new Unreadable(`line 1: ${fault}`);
        at = after;
        continue;
      }
      const after = readRow(bytes, at, NEWLINE, this.#row);
      if (after > 0) {
        this.#take();
        at = after;
        continue;
      }
      const line = bytes.indexOf(NEWLINE, at) + 1;
      const next = line === 0 ? bytes.length : line;
      if (isBlank(bytes, at, next)) this.#passBlank();
      else this.#takeLoose(textOf(bytes, at, next).trimEnd().split(","));
      at = next;
    }
  }

  #readJson(json: JsonRows, bytes: Uint8Array, last: boolean): void {
    const rest = json.read(bytes, last, (cells) => {
      this.#lines += 1;
      if (cells !== null && readRow(bytes, cells.from, END_BRACKET, this.#row) === cells.to + 1) this.#take();
      else this.#takeLoose(cells === null ? [] : json.cellsOf(bytes, cells.from, cells.to));
    });
    if (typeof rest === "string") throw new Unreadable(rest);
    this.#keep(bytes.subarray(rest));
  }

  #keep(rest: Uint8Array): void {
    if (rest.length > LINE_BYTES_MAX)
      throw new Unreadable(`${this.#place(this.#lines + 1)}: is longer than ${LINE_BYTES_MAX} characters`);
    // the block may be used again by whoever pushed it
    this.#rest = rest.length === 0 ? rest : Uint8Array.from(rest);
  }

  /** The six numbers in `#row`, if they are a bar that may follow. */
  #take(): void {
    const [time = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = this.#row;
    const previous = this.#bars.lastTime;
    if (isSoundBar(time, open, high, low, close, volume, this.#lengthMs) && time > previous) {
      if (this.#bars.length === FILE_BARS_MAX)
        throw new Unreadable(
          `it holds more than ${FILE_BARS_MAX.toLocaleString("en")} bars; split it and import the parts`,
        );
      if (!this.#gapsAllowed && time > previous + this.#lengthMs && this.#bars.length > 0)
        this.#note(gapFault(previous + this.#lengthMs, time, this.#lengthMs));
      this.#bars.add(this.#row);
      return;
    }
    const fault = candleFault({ time, open, high, low, close, volume }, this.#lengthMs);
    this.#note(fault ?? orderFault(time, previous));
  }

  #takeLoose(cells: readonly unknown[]): void {
    const fault = numbersOf(cells, this.#row);
    if (fault === null) this.#take();
    else this.#note(fault);
  }

  #note(fault: string): void {
    this.#faults.note(this.#place(this.#lines), fault);
    if (this.#faults.isHopeless) throw new Unreadable(this.#faults.text());
  }

  #passBlank(): void {
    this.#blank += 1;
    if (this.#blank > BLANK_LINES_MAX)
      throw new Unreadable(`it holds more than ${BLANK_LINES_MAX.toLocaleString("en")} blank lines`);
  }

  #place(line: number): string {
    return `${this.#json === null ? "line" : "bar"} ${line}`;
  }
}

/** The same for a file that is in memory. */
export function parseCandles(file: string | Uint8Array, timeframe: Timeframe): Result<Bars, ParseRefusal> {
  const parser = new CandleParser(timeframe);
  parser.push(typeof file === "string" ? Buffer.from(file) : file);
  return parser.end();
}
