import { AppError, invariant } from "@/lib/kernel/errors";
import { type Bar, fillResting } from "@/lib/trading/simulated/bar-entries";
import { takeExits } from "@/lib/trading/simulated/bar-exits";
import { payFunding } from "@/lib/trading/simulated/bar-funding";
import { fillAtOpen } from "@/lib/trading/simulated/bar-open";
import { dropIdleReductions, fillReductions } from "@/lib/trading/simulated/bar-reductions";
import { cutList } from "./cut-list.ts";
import { forgetQuietLevels, setQuietLevels } from "./quiet-levels.ts";
import { settlePositions } from "./settle-positions.ts";
import type { EngineState } from "./state.ts";
import type { StepInput, Stepped } from "./step-input.ts";

/**
 * Takes one closed bar: backtest, paper and live all go through here, bar after bar. In this order:
 *
 * 1. Funding up to and at the bar's open time, paid on what was carried in: at the open's price at that very moment, at the last close's
 *    before it (that is: inside a data gap).
 * 2. Market orders of the last close, at the open: closes, then entries (a position beyond its liquidation is gone before them). After a
 *    gap in the data that is the next bar there is.
 * 3. Funding later inside the bar, on what is held after its open, at the open's price: the last one known by then.
 * 4. Inside the bar: exits of what is held (`takeExits`), reduce-only orders, then resting entries (`fillResting`).
 * 5. Equity at the close.
 * 6. The strategy's decision. Its orders work from the next bar on.
 *
 * The state is changed in place and returned; commands and facts are those of this bar, in arrays that the next step reuses. Nobody sees a
 * half-done step: a throw (a strategy's, or a broken promise) leaves the state marked, and every later step and save refuses it.
 * @throws AppError "invariant" for a bar that is not the next one, or whose prices cannot be
 */
export function step(state: EngineState, input: StepInput): Stepped {
  const { bars, index, facts, commands, rules } = input;
  const time = bars.time[index] ?? Number.NaN;
  const open = bars.open[index] ?? Number.NaN;
  const high = bars.high[index] ?? Number.NaN;
  const low = bars.low[index] ?? Number.NaN;
  const close = bars.close[index] ?? Number.NaN;
  // a comparison with NaN is false, so this refuses it too
  if (!(low > 0 && low <= open && low <= close && open <= high && close <= high)) refusePrices(index, time);
  if (state.stepping || index !== state.index + 1 || !(index === 0 ? time >= 0 : time > state.time))
    refuseBar(state, index, time);
  state.stepping = true;
  facts.begin();
  if (commands.length > 0) cutList(commands, 0);
  const carried = state.entries.length > 0;

  const { funding } = rules;
  if (funding !== null) {
    payFunding(state, input, funding, time - 1, state.close);
    payFunding(state, input, funding, time, open);
  }
  if (state.closes.length > 0 || state.marketOrders.length > 0 || state.reductions.length > 0)
    fillAtOpen(state, input, open);
  if (funding !== null) payFunding(state, input, funding, time + rules.settings.barMs - 1, open);
  if (!(low > state.quietAbove && high < state.quietBelow)) {
    setQuietLevels(state);
    if (!(low > state.quietAbove && high < state.quietBelow)) insideBar(state, input, { open, high, low, close });
  }

  if (state.reductions.length > 0) dropIdleReductions(state);
  state.index = index;
  state.time = time;
  state.close = close;
  state.equity = state.cash + state.position * close;
  if (carried || facts.fills.length > facts.firstFill) state.barsInMarket += 1;

  input.decide(state, input);
  state.stepping = false;
  return input.stepped;
}

function insideBar(state: EngineState, input: StepInput, bar: Bar): void {
  const { fills } = input.facts;
  const before = fills.length;
  for (const entry of state.entries) takeExits(state, input, entry, bar);
  if (fills.length > before) settlePositions(state, input.rules);
  if (state.reductions.length > 0) fillReductions(state, input, bar);
  if (state.resting.length > 0) fillResting(state, input, bar);
  // a trailing stop may have moved, a stop-limit been triggered
  forgetQuietLevels(state);
}

function refusePrices(index: number, time: number): never {
  throw new AppError("invariant", `bar ${index} at ${time} has a price that is none, or lies outside its low and high`);
}

function refuseBar(state: EngineState, index: number, time: number): never {
  invariant(!state.stepping, "the step before this one did not end");
  throw new AppError("invariant", `bar ${index} at ${time} cannot follow bar ${state.index} at ${state.time}`);
}
