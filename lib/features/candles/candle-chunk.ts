import { invariant } from "@/lib/kernel/errors";
import type { Candle } from "@/lib/trading/market/candle";
import { TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";

/** A chunk covers this many bars of time, whether all are there or not, so a bar's chunk follows from its time alone. */
export const CHUNK_BARS = 4_096;

/** Six float64 columns, little-endian: time, open, high, low, close, volume. */
export const BYTES_PER_BAR = 48;

const COLUMNS = ["time", "open", "high", "low", "close", "volume"] as const;

/** Start of the chunk that holds the bar opening at `time`. */
export function chunkStart(time: number, timeframe: Timeframe): number {
  const span = CHUNK_BARS * TIMEFRAME_MS[timeframe];
  return Math.floor(time / span) * span;
}

/** One column after the other: a reader that wants closes alone reads one run of memory. */
export function encodeChunk(candles: readonly Candle[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(candles.length * BYTES_PER_BAR);
  const view = new DataView(bytes.buffer);
  for (const [column, name] of COLUMNS.entries())
    for (const [row, candle] of candles.entries())
      view.setFloat64((column * candles.length + row) * 8, candle[name], true);
  return bytes;
}

/** @throws AppError "invariant" when the length is not that of whole bars: the stored data is damaged */
export function decodeChunk(bytes: Uint8Array): Candle[] {
  invariant(bytes.byteLength % BYTES_PER_BAR === 0, `${bytes.byteLength} bytes are no whole number of bars`);
  const count = bytes.byteLength / BYTES_PER_BAR;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (column: number, row: number): number => view.getFloat64((column * count + row) * 8, true);
  return Array.from({ length: count }, (_, row) => ({
    time: at(0, row),
    open: at(1, row),
    high: at(2, row),
    low: at(3, row),
    close: at(4, row),
    volume: at(5, row),
  }));
}
