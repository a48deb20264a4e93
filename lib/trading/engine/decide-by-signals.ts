import type { Columns, ParameterValues, SignalStrategy } from "@/lib/trading/strategies/strategy";
import { closes, enters } from "./read-signal.ts";
import { CLOSE_ALL } from "./state.ts";
import type { Decide } from "./step-input.ts";
import { marketEntry } from "./waiting-entry.ts";

/** Asks a strategy of columns for the bits of one bar and turns them into market orders. Bar 0 has no bar before it: nothing is decided. */
export function decideBySignals(strategy: SignalStrategy, parameters: ParameterValues, columns: Columns): Decide {
  let bits = new Uint8Array(Math.max(1024, columns.bars.length));
  return (state, { index, rules, commands }) => {
    if (index === 0) return;
    if (index >= bits.length) bits = new Uint8Array(bits.length * 2);
    bits[index] = 0;
    strategy.signals(columns, parameters, index, index + 1, bits);
    const signal = bits[index] ?? 0;
    if (signal === 0) return;
    if (closes(signal, state.position)) {
      state.closes.push(CLOSE_ALL);
      commands.push(CLOSE_ALL);
    }
    const sign = enters(signal, state.position);
    if (sign === 0) return;
    const side = sign > 0 ? "long" : "short";
    const stop = strategy.protect?.stop(columns, parameters, index, side) ?? Number.NaN;
    const target = strategy.protect?.target(columns, parameters, index, side) ?? Number.NaN;
    const order = marketEntry(sign, state.nextOrder, stop, target, rules);
    state.nextOrder += 1;
    state.marketOrders.push(order);
    commands.push({ type: "enter", order });
  };
}
