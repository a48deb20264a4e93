import type { EngineState } from "./state.ts";

/**
 * Works out between which prices a bar can touch neither an order nor an exit, so that most bars cost two comparisons. Called whenever an
 * order, an entry or a stop changed.
 */
export function setQuietLevels(state: EngineState): void {
  let above = Number.NEGATIVE_INFINITY;
  let below = Number.POSITIVE_INFINITY;
  const rises = (level: number): void => {
    if (level < below) below = level;
  };
  const falls = (level: number): void => {
    if (level > above) above = level;
  };
  for (const entry of state.entries) {
    const [against, inFavour] = entry.side > 0 ? [falls, rises] : [rises, falls];
    against(entry.stop);
    against(state.liquidation);
    inFavour(entry.targets[entry.nextTarget]?.price ?? Number.NaN);
    const armed = entry.side > 0 ? entry.best >= entry.trailFrom : entry.best <= entry.trailFrom;
    inFavour(armed ? entry.best : entry.trailFrom);
  }
  for (const order of state.resting) {
    const asLimit = order.type === "limit" || order.triggered;
    if (asLimit) (order.side > 0 ? falls : rises)(order.limit);
    else (order.side > 0 ? rises : falls)(order.trigger);
  }
  state.quietAbove = above;
  state.quietBelow = below;
}
