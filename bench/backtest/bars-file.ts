import { readFileSync } from "node:fs";
import type { Bars } from "@/lib/trading/market/bars";

/** Bars of the bench's column file: six little-endian float64 columns one after another. */
export function readBarsFile(path: string): Bars {
  const bytes = readFileSync(path);
  const length = bytes.byteLength / 48;
  const shared = new SharedArrayBuffer(bytes.byteLength);
  new Uint8Array(shared).set(bytes);
  const column = (k: number): Float64Array => new Float64Array(shared, k * length * 8, length);
  return {
    length,
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}
