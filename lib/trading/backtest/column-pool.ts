/** Memory that waits to be used again: 64 MiB. */
const BYTES_MAX = 64 * 2 ** 20;

/**
 * Columns that nobody reads any more, all of one length. Fresh memory is handed out page by page by the machine, which takes as long as an
 * indicator does; a thread that runs backtest after backtest over the same bars gets what the last one left. Contents are whatever they
 * were: who takes a column writes all of it.
 */
const waiting: Float64Array[] = [];

export function takeColumn(length: number): Float64Array {
  if (waiting[0]?.length !== length) waiting.length = 0;
  return waiting.pop() ?? new Float64Array(length);
}

/** The caller has no further use for these. */
export function giveColumns(columns: readonly Float64Array[]): void {
  for (const column of columns) {
    if (waiting[0] !== undefined && waiting[0].length !== column.length) waiting.length = 0;
    if ((waiting.length + 1) * column.byteLength > BYTES_MAX) return;
    waiting.push(column);
  }
}
