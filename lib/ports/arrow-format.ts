import type { Bars } from "@/lib/trading/market/bars";

/** A column as an Arrow file has it; times come as milliseconds UTC. */
export interface ArrowColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** Arrow IPC files: what pandas, polars and DuckDB read and write; freqtrade's feather is one with LZ4. */
export interface ArrowFormat {
  /** @throws AppError "bad_request" when the bytes are no such file, or its numbers are of a kind that has no float64 */
  read(bytes: Uint8Array): Promise<readonly ArrowColumn[]>;
  /** Columns `timestamp` (milliseconds UTC), open, high, low, close, volume. */
  write(bars: Bars): Promise<Uint8Array>;
}
