import type { EngineState, OpenEntry, WaitingEntry } from "./state.ts";

/**
 * Between which prices a bar can touch neither an order nor an exit, so that most bars cost two comparisons. Whoever changes an order, an
 * entry or a stop says so (`forgetQuietLevels`); the next bar works them out anew.
 */
export function setQuietLevels(state: EngineState): void {
  state.quietAbove = Number.NEGATIVE_INFINITY;
  state.quietBelow = Number.POSITIVE_INFINITY;
  for (const entry of state.entries) watchEntry(state, entry);
  for (const order of state.resting) watchOrder(state, order);
  for (const { side, type, price } of state.reductions) watch(state, price, side > 0 === (type === "stop") ? -1 : 1);
}

/** No bar is quiet until the levels are set. */
export function forgetQuietLevels(state: EngineState): void {
  state.quietAbove = Number.POSITIVE_INFINITY;
}

function watchEntry(state: EngineState, entry: OpenEntry): void {
  const { side, trail } = entry;
  const against = side > 0 ? -1 : 1;
  watch(state, entry.stop, against);
  watch(state, state.liquidation, against);
  const target = entry.protection.targets[entry.nextTarget];
  if (target !== undefined) watch(state, target.price, side);
  if (trail !== null) watch(state, side * (trail.best - trail.from) >= 0 ? trail.best : trail.from, side);
}

function watchOrder(state: EngineState, { side, resting }: WaitingEntry): void {
  if (resting === null) return;
  if (resting.type === "limit" || resting.triggered) watch(state, resting.limit, side > 0 ? -1 : 1);
  else watch(state, resting.trigger, side);
}

/** A level that matters once the market rises (1) or falls (-1) to it; NaN never does. */
function watch(state: EngineState, level: number, way: 1 | -1): void {
  if (way > 0) {
    if (level < state.quietBelow) state.quietBelow = level;
  } else if (level > state.quietAbove) state.quietAbove = level;
}
