import type { FundingColumns } from "@/lib/trading/engine/settings";
import type { EngineState } from "@/lib/trading/engine/state";
import type { StepInput } from "@/lib/trading/engine/step-input";

/**
 * Pays funding due after `state.fundedUntil` and up to `until` (inclusive) on what is held now, at the notional of `price`. Longs pay
 * shorts when the rate is positive. Rows before the first bar, or while nothing is held, only move the mark on.
 */
export function payFunding(
  state: EngineState,
  input: StepInput,
  funding: FundingColumns,
  until: number,
  price: number,
): void {
  const { time, rate } = funding;
  for (let row = rowAfter(time, state.fundedUntil); row < time.length; row += 1) {
    const at = time[row] ?? Number.POSITIVE_INFINITY;
    if (at > until) break;
    if (state.entries.length > 0) payRow(state, input, at, rate[row] ?? 0, price);
  }
  state.fundedUntil = until;
}

function payRow(state: EngineState, input: StepInput, time: number, rate: number, price: number): void {
  let amount = 0;
  for (const entry of state.entries) {
    const paid = -entry.side * entry.held * price * rate;
    entry.funding += paid;
    amount += paid;
  }
  state.cash += amount;
  input.facts.funding.push({ time, price, rate, amount });
}

/** First row later than `time`, by halving: a run asks once a bar, and only where funding is given. */
function rowAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
