/** Fills, one row each in the order they happened. */
export interface FillColumns {
  readonly length: number;
  readonly bar: Int32Array;
  /** Number of the entry's order: an exit carries that of the entry it closes. */
  readonly order: Int32Array;
  readonly tag: Int32Array;
  /** 1 bought, -1 sold. */
  readonly side: Int8Array;
  readonly qty: Float64Array;
  /** Price inside the bar, before slippage and spread. */
  readonly basePrice: Float64Array;
  readonly price: Float64Array;
  readonly fee: Float64Array;
  /** 1: a resting order that paid the maker's fee. */
  readonly maker: Uint8Array;
  /** Index into EXIT_REASONS; -1: an entry. */
  readonly exitReason: Int8Array;
}

/** Collects fills as columns that double when they are full. Who adds a row fills every column of it. */
export class FillRecorder {
  /** False: fills are counted only. A backtest over history has its trades and needs no row a fill. */
  keeps = true;
  columns = emptyFills(256);
  length = 0;

  addRow(): number {
    if (this.length === this.columns.length) this.columns = resizedFills(this.columns, this.length * 2);
    this.length += 1;
    return this.length - 1;
  }

  clear(): void {
    this.length = 0;
  }
}

function emptyFills(length: number): FillColumns {
  return {
    length,
    bar: new Int32Array(length),
    order: new Int32Array(length),
    tag: new Int32Array(length),
    side: new Int8Array(length),
    qty: new Float64Array(length),
    basePrice: new Float64Array(length),
    price: new Float64Array(length),
    fee: new Float64Array(length),
    maker: new Uint8Array(length),
    exitReason: new Int8Array(length),
  };
}

function resizedFills(from: FillColumns, length: number): FillColumns {
  const to = emptyFills(length);
  to.bar.set(from.bar);
  to.order.set(from.order);
  to.tag.set(from.tag);
  to.side.set(from.side);
  to.qty.set(from.qty);
  to.basePrice.set(from.basePrice);
  to.price.set(from.price);
  to.fee.set(from.fee);
  to.maker.set(from.maker);
  to.exitReason.set(from.exitReason);
  return to;
}
