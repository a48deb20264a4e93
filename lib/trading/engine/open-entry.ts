import type { Refusal } from "@/lib/trading/orders/order";
import { freeCash } from "@/lib/trading/risk/free-cash";
import { sizeEntry } from "@/lib/trading/risk/size-entry";
import { makerPrice, takerPrice } from "@/lib/trading/simulated/bar-price";
import { closeEntry } from "./close-entry.ts";
import { follow } from "./follow-price.ts";
import { recordFill } from "./record-fill.ts";
import { settlePositions } from "./settle-positions.ts";
import type { EngineState, OpenEntry, WaitingEntry } from "./state.ts";
import type { StepInput } from "./step-input.ts";

/**
 * Fills an entry order at `basePrice`, a price inside the bar, or refuses it with its reason. `liquidity` is taker (slips, taker fee) or
 * maker (does neither).
 */
export function openEntry(
  state: EngineState,
  input: StepInput,
  order: WaitingEntry,
  basePrice: number,
  liquidity: "maker" | "taker",
): OpenEntry | null {
  const { settings } = input.rules;
  if (order.reverse && state.position * order.side < 0) {
    for (const entry of state.entries) closeEntry(state, input, entry, entry.held, basePrice, liquidity, "signal");
    settlePositions(state, input.rules);
  }
  const price = (liquidity === "maker" ? makerPrice : takerPrice)(input.rules, basePrice, order.side);
  const feeRate = liquidity === "maker" ? settings.makerFee : settings.takerFee;
  const qty = amountOf(state, input, order, price, basePrice, feeRate);
  if (typeof qty !== "number") {
    refuse(input, order, qty);
    return null;
  }
  const notional = qty * price;
  const fee = notional * feeRate;
  state.cash -= order.side * notional + fee;
  const entry = entryOf(order, input.index, price, qty, fee);
  state.entries.push(entry);
  follow(entry, price, input.rules.tick);
  settlePositions(state, input.rules);
  recordFill(input, { entry, side: order.side, qty, basePrice, price, fee, liquidity, exitReason: -1 });
  return entry;
}

export function refuse(input: StepInput, order: WaitingEntry, reason: Refusal): void {
  input.facts.refusals.push({ order: order.order, tag: order.tag, reason, bar: input.index });
}

function amountOf(
  state: EngineState,
  { rules }: StepInput,
  order: WaitingEntry,
  price: number,
  marketPrice: number,
  feeRate: number,
): number | Refusal {
  const { settings } = rules;
  if (state.position * order.side < 0) return "opposite";
  if (state.entries.length >= settings.pyramiding) return "pyramiding";
  return sizeEntry(order.sizing ?? settings.sizing, {
    side: order.side,
    price,
    stop: order.protection.stop,
    feeRate,
    equity: state.cash + state.position * marketPrice,
    freeCash: freeCash(state.cash, state.position, marketPrice, settings.leverage),
    leverage: settings.leverage,
    lot: rules.lot,
    minNotional: settings.minNotional,
  });
}

function entryOf(order: WaitingEntry, bar: number, price: number, qty: number, fee: number): OpenEntry {
  const { protection, side } = order;
  const { trailing } = protection;
  return {
    order: order.order,
    tag: order.tag,
    side,
    bar,
    price,
    qty,
    held: qty,
    fee,
    funding: 0,
    protection,
    stop: protection.stop,
    stopReason: "stop",
    nextTarget: 0,
    soldFraction: 0,
    trail:
      trailing === null
        ? null
        : { from: price * (1 + (side * trailing.armPct) / 100), distance: trailing.distancePct / 100, best: price },
  };
}
