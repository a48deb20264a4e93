import type { OpenEntry, Sign } from "./state.ts";
import type { StepInput } from "./step-input.ts";

export interface Fill {
  readonly entry: OpenEntry;
  readonly side: Sign;
  readonly qty: number;
  readonly basePrice: number;
  readonly price: number;
  readonly fee: number;
  readonly liquidity: "maker" | "taker";
  /** Index into EXIT_REASONS; -1: an entry. */
  readonly exitReason: number;
}

export function recordFill({ facts, index }: StepInput, fill: Fill): void {
  const { fills } = facts;
  if (!fills.keeps) {
    fills.length += 1;
    return;
  }
  const row = fills.addRow();
  const { columns } = fills;
  columns.bar[row] = index;
  columns.order[row] = fill.entry.order;
  columns.tag[row] = fill.entry.tag;
  columns.side[row] = fill.side;
  columns.qty[row] = fill.qty;
  columns.basePrice[row] = fill.basePrice;
  columns.price[row] = fill.price;
  columns.fee[row] = fill.fee;
  columns.maker[row] = fill.liquidity === "maker" ? 1 : 0;
  columns.exitReason[row] = fill.exitReason;
}
