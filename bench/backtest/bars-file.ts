import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type Bars, barsBytes, barsOver } from "@/lib/trading/market/bars";

/** Bars of the bench's column file: six little-endian float64 columns one after another. */
export function readBarsFile(path: string): Bars {
  const file = openSync(path, "r");
  try {
    const size = fstatSync(file).size;
    const shared = new SharedArrayBuffer(size);
    // straight into the memory that threads share: no second copy of the bars
    readSync(file, new Uint8Array(shared), 0, size, 0);
    return barsOver(shared, size / barsBytes(1));
  } finally {
    closeSync(file);
  }
}
