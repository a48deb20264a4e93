import { hasPrices, orderFault } from "@/lib/trading/orders/check-order";
import { reduceFault } from "@/lib/trading/orders/check-reduce";
import type { EntryOrder, ReduceOrder } from "@/lib/trading/orders/order";
import type { Desk } from "@/lib/trading/strategies/strategy";
import { refuse } from "./open-entry.ts";
import { forgetQuietLevels } from "./quiet-levels.ts";
import type { Seat } from "./seat.ts";
import { CLOSE_ALL } from "./state.ts";
import { above, below, waitingEntry, waitingReduction } from "./waiting-entry.ts";

const LONG: EntryOrder = { side: "long", type: "market" };
const SHORT: EntryOrder = { side: "short", type: "market" };

/** Takes a strategy's wishes at one close. A wrong shape throws and ends the run with its cause; a price that is none refuses the entry. */
export class SeatDesk implements Desk {
  readonly #seat: Seat;

  constructor(seat: Seat) {
    this.#seat = seat;
  }

  enter(wanted: EntryOrder): number {
    const fault = orderFault(wanted);
    if (fault !== null) throw new RangeError(fault);
    return this.#place(wanted);
  }

  buy(): number {
    return this.#place(LONG);
  }

  sell(): number {
    return this.#place(SHORT);
  }

  close(tag?: number): void {
    const { state, input } = this.#seat;
    const close = tag === undefined ? CLOSE_ALL : { type: "close" as const, tag };
    state.closes.push(close);
    input.commands.push(close);
  }

  reduce(wanted: ReduceOrder): number {
    const fault = reduceFault(wanted);
    if (fault !== null) throw new RangeError(fault);
    const { state, input } = this.#seat;
    if (state.position === 0) return 0;
    const order = waitingReduction(wanted, state.nextOrder, state.position > 0 ? 1 : -1, input.rules);
    state.nextOrder += 1;
    state.reductions.push(order);
    forgetQuietLevels(state);
    input.commands.push({ type: "reduce", order });
    return order.order;
  }

  moveStop(price: number): void {
    if (!(price > 0 && price < Number.POSITIVE_INFINITY)) throw new RangeError(`moveStop(${price}): a price above 0`);
    const { state, input } = this.#seat;
    for (const entry of state.entries) {
      entry.stop = below(input.rules, entry.side, price);
      entry.stopReason = "stop";
    }
    forgetQuietLevels(state);
    input.commands.push({ type: "moveStop", price });
  }

  moveTarget(price: number): void {
    if (!(price > 0 && price < Number.POSITIVE_INFINITY)) throw new RangeError(`moveTarget(${price}): a price above 0`);
    const { state, input } = this.#seat;
    for (const entry of state.entries) {
      const target = { price: above(input.rules, entry.side, price), fraction: 1 - entry.soldFraction };
      const reached = entry.protection.targets.slice(0, entry.nextTarget);
      entry.protection = { ...entry.protection, targets: [...reached, target] };
    }
    forgetQuietLevels(state);
    input.commands.push({ type: "moveTarget", price });
  }

  cancel(order: number): void {
    const { state, input } = this.#seat;
    for (const orders of [state.resting, state.marketOrders, state.reductions]) {
      const row = orders.findIndex((waiting) => waiting.order === order);
      if (row < 0) continue;
      orders.splice(row, 1);
      this.#seat.busy = null;
      input.commands.push({ type: "cancel", order });
    }
  }

  cancelAll(): void {
    const { state, input } = this.#seat;
    for (const orders of [state.resting, state.marketOrders, state.reductions]) {
      for (const { order } of orders) input.commands.push({ type: "cancel", order });
      orders.length = 0;
    }
    this.#seat.busy = null;
  }

  #place(wanted: EntryOrder): number {
    const { state, input } = this.#seat;
    const number = state.nextOrder;
    state.nextOrder += 1;
    const order = waitingEntry(wanted, number, input.rules);
    if (!hasPrices(wanted)) {
      refuse(input, order, "invalid_price");
      return number;
    }
    if (order.resting === null) state.marketOrders.push(order);
    else {
      state.resting.push(order);
      forgetQuietLevels(state);
    }
    this.#seat.busy?.add(order.tag);
    input.commands.push({ type: "enter", order });
    return number;
  }
}
