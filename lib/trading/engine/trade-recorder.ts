import type { TradeColumns } from "@/lib/trading/backtest/result";
import { EXIT_REASONS } from "@/lib/trading/orders/order";
import type { ClosedTrade } from "./state.ts";

/** Collects closed trades as columns that double when they are full. */
export class TradeRecorder {
  #room = 256;
  #length = 0;
  #columns = emptyTrades(this.#room);

  get length(): number {
    return this.#length;
  }

  add(trade: ClosedTrade): void {
    if (this.#length === this.#room) this.#grow();
    const at = this.#length;
    const columns = this.#columns;
    columns.side[at] = trade.side;
    columns.qty[at] = trade.qty;
    columns.entryBar[at] = trade.entryBar;
    columns.exitBar[at] = trade.exitBar;
    columns.entryPrice[at] = trade.entryPrice;
    columns.exitPrice[at] = trade.exitPrice;
    columns.stop[at] = trade.stop;
    columns.target[at] = trade.target;
    columns.fees[at] = trade.fees;
    columns.funding[at] = trade.funding;
    columns.grossPnl[at] = trade.grossPnl;
    columns.pnl[at] = trade.pnl;
    columns.exitReason[at] = EXIT_REASONS.indexOf(trade.exitReason);
    columns.tag[at] = trade.tag;
    this.#length += 1;
  }

  /** Copies, exactly as long as there are trades. */
  columns(): TradeColumns {
    return resized(this.#columns, this.#length);
  }

  #grow(): void {
    this.#room *= 2;
    this.#columns = resized(this.#columns, this.#room);
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

function resized(from: TradeColumns, length: number): TradeColumns {
  const to = emptyTrades(length);
  const kept = Math.min(from.length, length);
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
  return to;
}
