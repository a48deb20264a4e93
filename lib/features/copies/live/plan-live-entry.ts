import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import type { Instrument } from "@/lib/trading/market/instrument";
import { entryPriceOf, type Quote } from "@/lib/trading/market/quote";
import { entryLimit } from "@/lib/trading/orders/entry-limit";
import { sizePosition } from "@/lib/trading/portfolio/sizing";
import { leverageForStop } from "@/lib/trading/risk/leverage-for-stop";
import { type EntrySignal, type Follower, refuseEntry } from "../plan-entry.ts";
import { type Skip, skip } from "../skip.ts";

/** An entry as it is asked of the order protocol. */
export interface LiveEntry {
  readonly qty: Dec;
  /** The worst price that it may pay. */
  readonly limit: Dec;
  /** The amount that its follower's choice comes to, before lots. */
  readonly wanted: Dec;
  /** The signal's, or less, so that its stop comes first. */
  readonly leverage: Dec;
}

export type LiveEntryPlan =
  | { readonly ok: true; readonly value: LiveEntry }
  | { readonly ok: false; readonly skip: Skip };

/**
 * One follower's entry on his own account, or why there is none. Sized at the worst price that the bound on slippage allows: so whatever it
 * pays, money, limits and risk are kept. Equity and cash in the quote currency of the instrument, as the exchange tells them at this moment.
 */
export function planLiveEntry(
  signal: EntrySignal,
  market: { readonly instrument: Instrument; readonly quote: Quote; readonly at: UtcMs },
  follower: Follower,
  now: UtcMs,
): LiveEntryPlan {
  const { instrument, quote } = market;
  const no = (reason: Skip): LiveEntryPlan => ({ ok: false, skip: reason });
  const refused = refuseEntry(signal, { instrument, quote, receivedAt: market.at }, now, null);
  if (refused !== null) return no(refused);
  const { maxOpenPositions, maxTradeQuote } = follower.limits;
  if (maxOpenPositions !== null && follower.openPositions >= maxOpenPositions)
    return no(
      skip(
        "limit_positions",
        `You already hold ${follower.openPositions} open of this strategy; your limit is ${maxOpenPositions}.`,
      ),
    );
  const limit = entryLimit(instrument, signal.side, signal.reference, signal.maxSlippageBps);
  const { side, stopLoss } = signal;
  const leverage = leverageForStop(signal.leverage, { side, price: limit, stopLoss });
  // A short sells at its limit or above: the touch is what it costs more of.
  const price = signal.side === "LONG" ? limit : entryPriceOf(signal.side, quote);
  const basis = {
    price,
    stopLoss: signal.stopLoss,
    equity: follower.equity,
    freeCash: follower.freeCash,
    leverage,
    held: follower.held ?? dec(0),
  };
  const size = sizePosition(follower.sizing, instrument, basis);
  if (!size.ok) return no(skip(size.reason, size.detail ?? "No size came about."));
  const { qty, notional } = size.value;
  const whole = notional.plus(follower.heldCost ?? 0);
  if (maxTradeQuote !== null && whole.gt(maxTradeQuote))
    return no(
      skip(
        "limit_trade",
        `The trade would be ${plain(whole.toDecimalPlaces(2))}; your limit is ${plain(maxTradeQuote)} a trade.`,
      ),
    );
  return {
    ok: true,
    value: { qty, limit, wanted: wantedAmount(follower, instrument, { ...basis, price: signal.reference }), leverage },
  };
}

/** What the follower's choice comes to at the price that the chain saw, without lots: the measure of what rounding and bounds cost him. */
function wantedAmount(follower: Follower, instrument: Instrument, basis: Parameters<typeof sizePosition>[2]): Dec {
  const { orderMax: _orderMax, ...unbounded } = instrument;
  const fine = { ...unbounded, lot: dec("1e-18"), minNotional: dec(0) };
  const size = sizePosition(follower.sizing, fine, { ...basis, freeCash: dec("1e18") });
  return size.ok ? size.value.qty : dec(0);
}
