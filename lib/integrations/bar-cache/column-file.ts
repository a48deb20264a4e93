import { fstatSync, readSync } from "node:fs";
import type { CacheRange } from "@/lib/ports/bar-cache";
import { BAR_COLUMNS, type Bars, barsBytes, firstRowAt } from "@/lib/trading/market/bars";

/** Names the format: a file of another one is as good as none. */
const MAGIC = "HGCOLS01";

/** Magic, count as float64, hash in hex; then six float64 columns, one after the other, as they lie in memory. */
export const HEADER_BYTES = MAGIC.length + 8 + 64;

export function headerOf(hash: string, bars: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, "latin1");
  header.writeDoubleLE(bars, MAGIC.length);
  header.write(hash, MAGIC.length + 8, "latin1");
  return header;
}

/** Bars of an open file that open in `range`; null when the file is not the whole of that entry. */
export function readColumns(
  file: number,
  { hash, bars }: { readonly hash: string; readonly bars: number },
  { fromMs, toMs }: CacheRange,
  room: (length: number) => Bars,
): Bars | null {
  if (fstatSync(file).size !== HEADER_BYTES + barsBytes(bars)) return null;
  const header = Buffer.alloc(HEADER_BYTES);
  if (!fill(file, header, 0) || !header.equals(headerOf(hash, bars))) return null;
  const [first, end] = rowsIn(file, bars, fromMs, toMs);
  const columns = room(end - first);
  for (const [index, name] of BAR_COLUMNS.entries())
    if (!fill(file, bytesOf(columns[name]), HEADER_BYTES + (index * bars + first) * 8)) return null;
  return columns;
}

/** Only a part asked for: times are read to find its rows. */
function rowsIn(file: number, length: number, fromMs: number, toMs: number): [first: number, end: number] {
  if (fromMs === Number.NEGATIVE_INFINITY && toMs === Number.POSITIVE_INFINITY) return [0, length];
  const time = new Float64Array(length);
  fill(file, bytesOf(time), HEADER_BYTES);
  const first = firstRowAt({ time, length }, fromMs);
  return [first, Math.max(first, firstRowAt({ time, length }, toMs))];
}

function fill(file: number, into: Uint8Array, from: number): boolean {
  for (let filled = 0; filled < into.byteLength; ) {
    const read = readSync(file, into, filled, into.byteLength - filled, from + filled);
    if (read === 0) return false;
    filled += read;
  }
  return true;
}

export function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
