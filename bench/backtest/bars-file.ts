import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Bars } from "@/lib/trading/market/bars";

/** Bars of the bench's column file: six little-endian float64 columns one after another. */
export function readBarsFile(path: string): Bars {
  const file = openSync(path, "r");
  try {
    const size = fstatSync(file).size;
    const shared = new SharedArrayBuffer(size);
    // straight into the memory that threads share: no second copy of the bars
    readSync(file, new Uint8Array(shared), 0, size, 0);
    return columnsOf(shared);
  } finally {
    closeSync(file);
  }
}

function columnsOf(shared: SharedArrayBuffer): Bars {
  const length = shared.byteLength / 48;
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
