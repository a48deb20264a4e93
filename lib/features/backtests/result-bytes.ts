import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { invariant } from "@/lib/kernel/errors";
import type { OpenTrade, RunResult, TradeColumns } from "@/lib/trading/backtest/result";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** What is kept of one run: its columns to the last bit, and the open times of its bars. */
export interface KeptResult {
  readonly result: RunResult;
  /** Open time of each bar, milliseconds UTC. */
  readonly time: Float64Array;
  /** The market beside it: closes at some bars, rising, so that holding is drawn even when the candles have changed since. */
  readonly market: { readonly bar: Int32Array; readonly close: Float64Array };
}

type Column = Float64Array | Int32Array | Uint8Array | Int8Array;

/** In the order in which they are kept; `readTrades` takes them in the same. */
const TRADE_COLUMNS = [
  "side",
  "qty",
  "entryBar",
  "exitBar",
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
] as const satisfies (keyof TradeColumns)[];

interface Header {
  /** 1 had no market. */
  readonly version: 1 | 2;
  readonly bars: number;
  /** Bar times are a grid without holes: only its start is kept. */
  readonly grid: { readonly start: number; readonly step: number } | null;
  readonly trades: number;
  /** Bars whose close is kept. */
  readonly closes?: number;
  readonly open: readonly OpenTrade[];
  readonly barsInMarket: number;
  readonly refused: RunResult["refused"];
}

/** One block of bytes, compressed off the event loop: a header in JSON, then the columns one after the other, little-endian. */
export async function encodeResult(
  { result, time, market }: KeptResult,
  barMs: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const grid = gridOf(time, barMs);
  const header: Header = {
    version: 2,
    bars: result.equity.length,
    grid,
    trades: result.trades.length,
    closes: market.bar.length,
    open: result.open,
    barsInMarket: result.barsInMarket,
    refused: result.refused,
  };
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const columns: Column[] = [
    result.equity,
    ...(grid === null ? [time] : []),
    ...TRADE_COLUMNS.map((name) => trimmed(result.trades[name], result.trades.length)),
    market.bar,
    market.close,
  ];
  return packed(Buffer.concat([length, head, ...columns.map(bytesOf)]));
}

/** @throws AppError "invariant" on bytes that are not ours: the stored data is damaged */
export async function decodeResult(bytes: Uint8Array): Promise<KeptResult> {
  const plain = await unpacked(bytes);
  const headLength = plain.readUInt32LE(0);
  const header = JSON.parse(plain.toString("utf8", 4, 4 + headLength)) as Header;
  invariant(
    header.version === 1 || header.version === 2,
    `a kept result of version ${String(header.version)} cannot be read`,
  );
  const columns = new ColumnReader(plain, 4 + headLength);
  const { bars, grid, open, barsInMarket, refused, closes = 0 } = header;
  const equity = columns.next(Float64Array, bars);
  const time = grid === null ? columns.next(Float64Array, bars) : gridTimes(bars, grid);
  const trades = readTrades(columns, header.trades);
  const market = { bar: columns.next(Int32Array, closes), close: columns.next(Float64Array, closes) };
  return { time, market, result: { equity, trades, open, barsInMarket, refused } };
}

function readTrades(columns: ColumnReader, length: number): TradeColumns {
  return {
    length,
    side: columns.next(Int8Array, length),
    qty: columns.next(Float64Array, length),
    entryBar: columns.next(Int32Array, length),
    exitBar: columns.next(Int32Array, length),
    entryPrice: columns.next(Float64Array, length),
    exitPrice: columns.next(Float64Array, length),
    stop: columns.next(Float64Array, length),
    target: columns.next(Float64Array, length),
    fees: columns.next(Float64Array, length),
    funding: columns.next(Float64Array, length),
    grossPnl: columns.next(Float64Array, length),
    pnl: columns.next(Float64Array, length),
    exitReason: columns.next(Uint8Array, length),
    tag: columns.next(Int32Array, length),
  };
}

/** Takes columns out of a block of bytes, one after the other. */
class ColumnReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  next<T extends Column>(
    kind: { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer): T },
    length: number,
  ): T {
    const end = this.#at + length * kind.BYTES_PER_ELEMENT;
    // A copy, since a view would have to begin at a multiple of the element's size.
    const part = new Uint8Array(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return new kind(part.buffer);
  }
}

/** What a search keeps: rows of trials, windows. Numbers that are undefined are null. */
export async function encodeJson(value: object): Promise<Uint8Array<ArrayBuffer>> {
  return packed(Buffer.from(JSON.stringify(value)));
}

/** The caller knows what it wrote. */
export async function decodeJson<T>(bytes: Uint8Array): Promise<T> {
  return JSON.parse((await unpacked(bytes)).toString("utf8")) as T;
}

async function packed(plain: Buffer): Promise<Uint8Array<ArrayBuffer>> {
  // Level 1: equity is noise for two thirds of its bits, more effort gains nothing and costs the person's time.
  const done = await compress(plain, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  return new Uint8Array(done);
}

async function unpacked(bytes: Uint8Array): Promise<Buffer> {
  return decompress(bytes);
}

function bytesOf(column: Column): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

function trimmed(column: Column, length: number): Column {
  return column.length === length ? column : column.subarray(0, length);
}

function gridOf(time: Float64Array, step: number): Header["grid"] {
  const start = time[0] ?? 0;
  for (let i = 0; i < time.length; i += 1) if (time[i] !== start + i * step) return null;
  return { start, step };
}

function gridTimes(length: number, { start, step }: { start: number; step: number }): Float64Array {
  return Float64Array.from({ length }, (_, i) => start + i * step);
}
