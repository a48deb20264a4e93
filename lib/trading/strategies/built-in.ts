import { bollingerReversion } from "./bollinger-reversion.ts";
import { donchianBreakout } from "./donchian-breakout.ts";
import { emaCross } from "./ema-cross.ts";
import { grid } from "./grid.ts";
import { rsiAtr } from "./rsi-atr.ts";
import { rsiMacd } from "./rsi-macd.ts";
import { smaCross } from "./sma-cross.ts";
import type { Strategy } from "./strategy.ts";
import { supertrendFlip } from "./supertrend-flip.ts";

/** The strategies that come with the product, in the order in which they are shown. */
export const BUILT_IN_STRATEGIES: readonly Strategy[] = [
  smaCross,
  emaCross,
  rsiMacd,
  bollingerReversion,
  donchianBreakout,
  supertrendFlip,
  rsiAtr,
  grid,
];

export function findBuiltIn(name: string): Strategy | undefined {
  return BUILT_IN_STRATEGIES.find((strategy) => strategy.name === name);
}
