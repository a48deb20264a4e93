import { EXIT_REASONS, type ExitReason } from "@/lib/trading/orders/order";
import { stepDown } from "@/lib/trading/orders/step-size";
import { makerPrice, takerPrice } from "@/lib/trading/simulated/bar-price";
import { recordFill } from "./record-fill.ts";
import type { EngineState, OpenEntry, Sign } from "./state.ts";
import type { StepInput } from "./step-input.ts";

/**
 * Sells `qty` of an entry (buys it back, for a short) with the market at `basePrice`, and writes its trade. Callers never ask for
 * more than is held. Its share of entry fee and funding goes with it; the last part takes what is left, so that the parts make the whole.
 * The caller settles positions when its exits are done.
 */
export function closeEntry(
  state: EngineState,
  input: StepInput,
  entry: OpenEntry,
  qty: number,
  basePrice: number,
  liquidity: "maker" | "taker",
  reason: ExitReason,
): void {
  if (!(qty > 0)) return;
  const { side } = entry;
  const sold: Sign = side > 0 ? -1 : 1;
  const { settings } = input.rules;
  const price = (liquidity === "maker" ? makerPrice : takerPrice)(input.rules, basePrice, sold);
  const notional = qty * price;
  const fee = notional * (liquidity === "maker" ? settings.makerFee : settings.takerFee);
  const share = qty / entry.held;
  const entryFee = entry.fee * share;
  const funding = entry.funding * share;
  entry.fee -= entryFee;
  entry.funding -= funding;
  entry.held = qty === entry.held ? 0 : stepDown(input.rules.lot, entry.held - qty);
  state.cash += side * notional - fee;
  const exitReason = EXIT_REASONS.indexOf(reason);
  recordFill(input, { entry, side: sold, qty, basePrice, price, fee, liquidity, exitReason });
  const fees = entryFee + fee;
  const grossPnl = side * (price - entry.price) * qty;
  const { trades } = input.facts;
  const row = trades.addRow();
  const { columns } = trades;
  columns.side[row] = side;
  columns.qty[row] = qty;
  columns.entryBar[row] = entry.bar;
  columns.exitBar[row] = input.index;
  columns.entryPrice[row] = entry.price;
  columns.exitPrice[row] = price;
  columns.stop[row] = entry.protection.stop;
  columns.target[row] = entry.protection.targets[entry.nextTarget]?.price ?? Number.NaN;
  columns.fees[row] = fees;
  columns.funding[row] = funding;
  columns.grossPnl[row] = grossPnl;
  columns.pnl[row] = grossPnl - fees + funding;
  columns.exitReason[row] = exitReason;
  columns.tag[row] = entry.tag;
}
