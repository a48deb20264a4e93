import type { AnsweredAccount } from "@/lib/features/orders/ask-account";
import { SPOT_SHORT_TEXT } from "@/lib/features/orders/plan-order";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { StandingEntry } from "@/lib/trading/engine/standing";
import { roundPrice } from "@/lib/trading/market/instrument";
import { priceText } from "@/lib/trading/market/price-text";
import { entryPriceOf, exitPriceOf, isBetter } from "@/lib/trading/market/quote";
import { entryLimit } from "@/lib/trading/orders/entry-limit";
import { type NoSize, sizePosition } from "@/lib/trading/portfolio/sizing";
import { leverageForStop } from "@/lib/trading/risk/leverage-for-stop";
import type { LiveSession } from "./live-session.ts";

export interface SessionEntry {
  readonly qty: Dec;
  /** The worst price that it may pay. */
  readonly limit: Dec;
  readonly stopLoss: Dec;
  /** What is wanted, or less, so that the stop comes first. */
  readonly leverage: Dec;
}

/**
 * One entry of a session on its account: bounded from the candle's close, sized at the worst price by the session's own sizing on what the account has
 * (for a short at the touch, which is what it costs more of), with the strategy's stop or else the session's own.
 */
export function planSessionEntry(
  {
    settings,
    market,
    protectPct,
    maxSlippageBps,
  }: Pick<LiveSession, "market" | "protectPct" | "maxSlippageBps"> & {
    readonly settings: Pick<LiveSession["settings"], "sizing">;
  },
  entry: StandingEntry,
  { instrument, equityQuote, seen }: AnsweredAccount,
  { close, leverage: wanted }: { readonly close: Dec; readonly leverage: Dec },
): Result<SessionEntry, "spot_short" | "past_stop" | NoSize> {
  const side = entry.side > 0 ? "LONG" : "SHORT";
  // On paper a spot session may be short; a real account would sell what its user holds beside.
  if (market === "spot" && side === "SHORT") return refuse("spot_short", SPOT_SHORT_TEXT);
  const away = close.times(protectPct).div(100);
  const stop = entry.stop === null ? (side === "LONG" ? close.minus(away) : close.plus(away)) : dec(entry.stop);
  const stopLoss = roundPrice(instrument, stop, side === "LONG" ? "down" : "up");
  const exit = exitPriceOf(side, seen.market);
  if (!isBetter(side, exit, stopLoss))
    return refuse(
      "past_stop",
      `The price (${priceText(exit)}) had already reached the stop at ${priceText(stopLoss)}.`,
    );
  const limit = entryLimit(instrument, side, close, maxSlippageBps);
  const leverage = leverageForStop(wanted, { side, price: limit, stopLoss });
  const size = sizePosition({ type: settings.sizing.type, value: dec(settings.sizing.value) }, instrument, {
    price: side === "LONG" ? limit : entryPriceOf(side, seen.market),
    stopLoss,
    equity: equityQuote,
    freeCash: seen.freeQuote,
    leverage,
  });
  return size.ok ? done({ qty: size.value.qty, limit, stopLoss, leverage }) : size;
}
