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
}

const ARRAYS = { Float64Array, Int32Array, Uint8Array, Int8Array } as const;
type ArrayName = keyof typeof ARRAYS;
type Column = Float64Array | Int32Array | Uint8Array | Int8Array;

/** Columns of trades with how they are kept. */
const TRADE_ARRAYS: Readonly<Record<Exclude<keyof TradeColumns, "length">, ArrayName>> = {
  side: "Int8Array",
  qty: "Float64Array",
  entryBar: "Int32Array",
  exitBar: "Int32Array",
  entryPrice: "Float64Array",
  exitPrice: "Float64Array",
  stop: "Float64Array",
  target: "Float64Array",
  fees: "Float64Array",
  funding: "Float64Array",
  grossPnl: "Float64Array",
  pnl: "Float64Array",
  exitReason: "Uint8Array",
  tag: "Int32Array",
};
const TRADE_NAMES = Object.keys(TRADE_ARRAYS) as Exclude<keyof TradeColumns, "length">[];

interface Header {
  readonly version: 1;
  readonly bars: number;
  /** Bar times are a grid without holes: only its start is kept. */
  readonly grid: { readonly start: number; readonly step: number } | null;
  readonly trades: number;
  readonly open: readonly OpenTrade[];
  readonly barsInMarket: number;
  readonly refused: RunResult["refused"];
}

/** One block of bytes, compressed off the event loop: a header in JSON, then the columns one after the other, little-endian. */
export async function encodeResult({ result, time }: KeptResult, barMs: number): Promise<Uint8Array<ArrayBuffer>> {
  const grid = gridOf(time, barMs);
  const header: Header = {
    version: 1,
    bars: result.equity.length,
    grid,
    trades: result.trades.length,
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
    ...TRADE_NAMES.map((name) => trimmed(result.trades[name], result.trades.length)),
  ];
  return packed(Buffer.concat([length, head, ...columns.map(bytesOf)]));
}

/** @throws AppError "invariant" on bytes that are not ours: the stored data is damaged */
export async function decodeResult(bytes: Uint8Array): Promise<KeptResult> {
  const plain = await unpacked(bytes);
  const headLength = plain.readUInt32LE(0);
  const header = JSON.parse(plain.toString("utf8", 4, 4 + headLength)) as Header;
  invariant(header.version === 1, `a kept result of version ${String(header.version)} cannot be read`);
  let at = 4 + headLength;
  const next = <Name extends ArrayName>(name: Name, length: number): InstanceType<(typeof ARRAYS)[Name]> => {
    const size = length * ARRAYS[name].BYTES_PER_ELEMENT;
    // A copy, since a view would have to begin at a multiple of the element's size.
    const part = Uint8Array.prototype.slice.call(plain, at, at + size);
    at += size;
    return new ARRAYS[name](part.buffer) as InstanceType<(typeof ARRAYS)[Name]>;
  };
  const equity = next("Float64Array", header.bars);
  const time = header.grid === null ? next("Float64Array", header.bars) : gridTimes(header.bars, header.grid);
  const columns = Object.fromEntries(TRADE_NAMES.map((name) => [name, next(TRADE_ARRAYS[name], header.trades)]));
  const trades = { length: header.trades, ...columns } as unknown as TradeColumns;
  return {
    time,
    result: { equity, trades, open: header.open, barsInMarket: header.barsInMarket, refused: header.refused },
  };
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
