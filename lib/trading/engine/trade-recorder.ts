import type { TradeColumns } from "@/lib/trading/backtest/result";

const FIRST_ROWS = 256;
/** Rows that are kept for the next run at most: 22 MB. */
const SPARE_MAX = 2 ** 18;

/** Columns of a run that is over. Fresh memory is handed out page by page by the machine; contents are whatever they were. */
let spare: TradeColumns | null = null;

/** Collects closed trades as columns that grow fourfold when they are full: what is never written costs no memory. Who adds a row fills every column of it. */
export class TradeRecorder {
  columns = emptyTrades(FIRST_ROWS);
  length = 0;

  addRow(): number {
    if (this.length === this.columns.length) this.#grow(this.length * 4);
    this.length += 1;
    return this.length - 1;
  }

  /** Room for `rows` of them, for who writes rows by itself and sets `length`. */
  reserve(rows: number): void {
    let room = this.columns.length;
    while (room < rows) room *= 4;
    if (room > this.columns.length) this.#grow(room);
  }

  clear(): void {
    this.length = 0;
  }

  /** Copies, exactly as long as there are trades. */
  result(): TradeColumns {
    return resizedTrades(this.columns, this.length);
  }

  /** The run is over and its result was taken: its memory serves the next one on this thread. */
  release(): void {
    const { columns } = this;
    if (columns.length <= SPARE_MAX && columns.length > (spare?.length ?? 0)) spare = columns;
    this.columns = emptyTrades(FIRST_ROWS);
    this.length = 0;
  }

  #grow(room: number): void {
    const from = this.columns;
    if (spare === null || spare.length < room) {
      this.columns = resizedTrades(from, room);
      return;
    }
    this.columns = spare;
    spare = null;
    copyTrades(from, this.columns, this.length);
  }
}

export function emptyTrades(length: number): TradeColumns {
  return {
    length,
    side: new Int8Array(length),
    qty: new Float64Array(length),
    entryBar: new Int32Array(length),
    exitBar: new Int32Array(length),
    entryPrice: new Float64Array(length),
    exitPrice: new Float64Array(length),
    stop: new Float64Array(length),
    target: new Float64Array(length),
    fees: new Float64Array(length),
    funding: new Float64Array(length),
    grossPnl: new Float64Array(length),
    pnl: new Float64Array(length),
    exitReason: new Uint8Array(length),
    tag: new Int32Array(length),
  };
}

function resizedTrades(from: TradeColumns, length: number): TradeColumns {
  const to = emptyTrades(length);
  copyTrades(from, to, Math.min(from.length, length));
  return to;
}

function copyTrades(from: TradeColumns, to: TradeColumns, kept: number): void {
  to.side.set(from.side.subarray(0, kept));
  to.qty.set(from.qty.subarray(0, kept));
  to.entryBar.set(from.entryBar.subarray(0, kept));
  to.exitBar.set(from.exitBar.subarray(0, kept));
  to.entryPrice.set(from.entryPrice.subarray(0, kept));
  to.exitPrice.set(from.exitPrice.subarray(0, kept));
  to.stop.set(from.stop.subarray(0, kept));
  to.target.set(from.target.subarray(0, kept));
  to.fees.set(from.fees.subarray(0, kept));
  to.funding.set(from.funding.subarray(0, kept));
  to.grossPnl.set(from.grossPnl.subarray(0, kept));
  to.pnl.set(from.pnl.subarray(0, kept));
  to.exitReason.set(from.exitReason.subarray(0, kept));
  to.tag.set(from.tag.subarray(0, kept));
}
