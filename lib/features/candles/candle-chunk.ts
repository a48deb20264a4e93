import { createHash } from "node:crypto";
import { invariant } from "@/lib/kernel/errors";
import { type Bars, emptyBars, sliceBars } from "@/lib/trading/market/bars";
import { TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";

/** A chunk covers this many bars of time, whether all are there or not, so a bar's chunk follows from its time alone. */
export const CHUNK_BARS = 4_096;

/** Five float64 columns, little-endian: open, high, low, close, volume. Times follow from the first bar's. */
const BYTES_PER_BAR = 40;

/** One bit a place, the lowest bit of the first byte first; in front of the columns, only where bars are missing inside. */
const MAP_BYTES = CHUNK_BARS / 8;

const VALUES = ["open", "high", "low", "close", "volume"] as const;

export interface ChunkSummary {
  readonly startMs: number;
  /** Open time of the first and of the last bar. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly bars: number;
  /** Runs of missing bars between the first and the last. */
  readonly gaps: number;
  /** sha256 in hex over timeframe, first bar, count and data. */
  readonly hash: string;
}

export interface Chunk extends ChunkSummary {
  readonly data: Uint8Array<ArrayBuffer>;
}

/** What of a chunk is needed to read its bars. */
export type PackedBars = Pick<ChunkSummary, "startMs" | "firstMs" | "bars" | "gaps"> & { readonly data: Uint8Array };

/** Start of the chunk that holds the bar opening at `time`. */
export function chunkStart(time: number, timeframe: Timeframe): number {
  const span = CHUNK_BARS * TIMEFRAME_MS[timeframe];
  return Math.floor(time / span) * span;
}

/** Rows of `bars` by chunk, oldest first: `[from, to)` each. */
export function* chunkRows(bars: Bars, timeframe: Timeframe): Generator<{ startMs: number; from: number; to: number }> {
  const span = CHUNK_BARS * TIMEFRAME_MS[timeframe];
  for (let from = 0; from < bars.length; ) {
    const startMs = chunkStart(bars.time[from] ?? 0, timeframe);
    let to = Math.min(bars.length, from + CHUNK_BARS);
    while ((bars.time[to - 1] ?? 0) >= startMs + span) to -= 1;
    yield { startMs, from, to };
    from = to;
  }
}

/** Packs bars that all lie in one chunk, in order and on the grid. Every float64 is kept to its last bit. */
export function packChunk(bars: Bars, timeframe: Timeframe): Chunk {
  const length = TIMEFRAME_MS[timeframe];
  const firstMs = bars.time[0] ?? 0;
  const lastMs = bars.time[bars.length - 1] ?? 0;
  const startMs = chunkStart(firstMs, timeframe);
  let gaps = 0;
  for (let row = 1; row < bars.length; row += 1) if (bars.time[row] !== (bars.time[row - 1] ?? 0) + length) gaps += 1;
  const mapBytes = gaps === 0 ? 0 : MAP_BYTES;
  const data = new Uint8Array(mapBytes + bars.length * BYTES_PER_BAR);
  if (gaps > 0)
    for (const time of bars.time) {
      const place = (time - startMs) / length;
      data[place >> 3] = (data[place >> 3] ?? 0) | (1 << (place & 7));
    }
  for (const [index, name] of VALUES.entries()) data.set(bytesOf(bars[name]), mapBytes + index * bars.length * 8);
  const hash = createHash("sha256").update(`${timeframe} ${firstMs} ${bars.length}\n`).update(data).digest("hex");
  return { startMs, firstMs, lastMs, bars: bars.length, gaps, hash, data };
}

/**
 * Copies those bars of a chunk that open in [fromMs, toMs) into `into`, from its row `row` on.
 * @returns how many they are
 * @throws AppError "invariant" when the data is not as long as its counts say: the stored bars are damaged
 */
export function copyChunk(
  chunk: PackedBars,
  timeframe: Timeframe,
  into: Bars,
  row: number,
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): number {
  const { bars, data } = chunk;
  const mapBytes = chunk.gaps === 0 ? 0 : MAP_BYTES;
  invariant(
    data.byteLength === mapBytes + bars * BYTES_PER_BAR,
    `${data.byteLength} bytes are no ${bars} bars with ${chunk.gaps} gaps`,
  );
  const times = timesOf(chunk, timeframe);
  let first = 0;
  let end = bars;
  while (first < end && (times[first] ?? 0) < fromMs) first += 1;
  while (end > first && (times[end - 1] ?? 0) >= toMs) end -= 1;
  into.time.set(times.subarray(first, end), row);
  for (const [index, name] of VALUES.entries()) {
    const at = mapBytes + (index * bars + first) * 8;
    bytesOf(into[name].subarray(row, row + end - first)).set(data.subarray(at, at + (end - first) * 8));
  }
  return end - first;
}

export function unpackChunk(chunk: PackedBars, timeframe: Timeframe): Bars {
  const bars = emptyBars(chunk.bars);
  copyChunk(chunk, timeframe, bars, 0);
  return bars;
}

/** sha256 over the hashes of a series' chunks: what identifies its bars. */
export function hashOfChunks(hashes: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const one of hashes) hash.update(one);
  return hash.digest("hex");
}

/** The same hash for bars that were loaded, whole or a range: it names the data that a report was computed from. */
export function dataHash(bars: Bars, timeframe: Timeframe): string {
  const hashes: string[] = [];
  for (const { from, to } of chunkRows(bars, timeframe))
    hashes.push(packChunk(sliceBars(bars, from, to), timeframe).hash);
  return hashOfChunks(hashes);
}

function timesOf({ startMs, firstMs, bars, gaps, data }: PackedBars, timeframe: Timeframe): Float64Array {
  const length = TIMEFRAME_MS[timeframe];
  const times = new Float64Array(bars);
  if (gaps === 0) {
    for (let row = 0; row < bars; row += 1) times[row] = firstMs + row * length;
    return times;
  }
  let row = 0;
  for (let place = 0; place < CHUNK_BARS; place += 1)
    if (((data[place >> 3] ?? 0) >> (place & 7)) & 1) {
      invariant(row < bars, `the chunk of ${startMs} marks more than its ${bars} bars`);
      times[row] = startMs + place * length;
      row += 1;
    }
  invariant(row === bars, `the chunk of ${startMs} marks ${row} of its ${bars} bars`);
  return times;
}

function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
