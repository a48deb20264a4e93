import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import type { Instrument } from "@/lib/trading/market/instrument";
import { priceText } from "@/lib/trading/market/price-text";
import { exitPriceOf, isBetter, type Quote, type Side } from "@/lib/trading/market/quote";
import { type Sizing, sizePosition } from "@/lib/trading/portfolio/sizing";
import { leverageForStop } from "@/lib/trading/risk/leverage-for-stop";
import { entryFillPrice, fillEntry, type QuoteFill, slippageBps } from "@/lib/trading/simulated/quote-fills";
import { bpsText, type Skip, secondsText, skip } from "./skip.ts";

/** A price older than this opens nothing. */
export const TICKER_MAX_AGE_MS = 30 * SECOND_MS;
/** Paper accounts are kept in this currency. */
export const PAPER_CURRENCY = "USDT";

/** The signal as all its copies see it at the moment of entry. */
export interface EntrySignal {
  readonly side: Side;
  readonly stopLoss: Dec;
  /** The nearest target that was not hit yet. */
  readonly nextTarget: Dec;
  readonly leverage: Dec;
  readonly maxAgeSec: number;
  readonly maxSlippageBps: number;
  /** When the event that opens it (OPEN of a market entry, ENTER) reached the chain. */
  readonly openedAt: UtcMs;
  /** What the chain says one paid to get in: the ask of that moment, for a short the bid. */
  readonly reference: Dec;
  /** Its chain already holds an exit: a copy that enters now would enter another trade than the one published. */
  readonly movedOn: boolean;
}

export interface EntryMarket {
  readonly instrument: Instrument;
  readonly quote: Quote;
  readonly receivedAt: UtcMs;
}

/** What one follower brings to an entry. Amounts in the paper currency. */
export interface Follower {
  readonly sizing: Sizing;
  readonly limits: FollowLimits;
  readonly equity: Dec;
  readonly freeCash: Dec;
  /** Open positions of this follow. */
  readonly openPositions: number;
  /** What is held of the same trade, where this is an addition. */
  readonly held?: Dec;
  /** What was paid for that: his limit a trade is of the whole. */
  readonly heldCost?: Dec;
}

export interface FollowLimits {
  readonly maxTradeQuote: Dec | null;
  readonly maxOpenPositions: number | null;
}

/**
 * Whether a signal may be entered at all at this moment, before any follower is looked at: the same answer for every copy. Null: yes.
 * Slippage counts against the follower only; a better price is taken.
 */
export function refuseEntry(
  signal: EntrySignal,
  market: EntryMarket | null,
  now: UtcMs,
  /** The only currency that the account is kept in; null: any that the exchange prices in. */
  only: string | null = PAPER_CURRENCY,
): Skip | null {
  const age = now - signal.openedAt;
  if (signal.movedOn)
    return skip("signal_moved_on", "The signal had already taken its first exit when your copy's turn came.");
  if (age > signal.maxAgeSec * SECOND_MS)
    return skip("too_old", `The signal was ${secondsText(age)} old; this strategy allows ${signal.maxAgeSec} s.`);
  if (market === null || now - market.receivedAt > TICKER_MAX_AGE_MS)
    return skip(
      "no_market_price",
      market === null
        ? "There was no market price to enter at."
        : `The last market price was ${secondsText(now - market.receivedAt)} old; at most 30 s are allowed.`,
    );
  const [, quoteAndSettle = ""] = market.instrument.symbol.split("/");
  const currency = quoteAndSettle.split(":")[0] ?? "";
  if (only !== null && currency !== only)
    return skip(
      "currency",
      `The paper account is kept in ${only}; ${market.instrument.symbol} is priced in ${currency}.`,
    );

  const exit = exitPriceOf(signal.side, market.quote);
  if (!isBetter(signal.side, exit, signal.stopLoss))
    return skip(
      "past_stop",
      `The price (${priceText(exit)}) had already reached the stop at ${priceText(signal.stopLoss)}.`,
    );
  if (!isBetter(signal.side, signal.nextTarget, exit))
    return skip(
      "past_target",
      `The price (${priceText(exit)}) had already reached the target at ${priceText(signal.nextTarget)}.`,
    );

  const price = entryFillPrice(market.instrument, signal.side, market.quote);
  const slipped = slippageBps(signal.side, signal.reference, price);
  if (slipped.gt(signal.maxSlippageBps))
    return skip(
      "slippage",
      `The price had moved ${bpsText(slipped)} against you, from ${priceText(signal.reference)} to ${priceText(price)}; this signal allows ${signal.maxSlippageBps} bps.`,
    );
  return null;
}

export interface PlannedEntry {
  readonly fill: QuoteFill;
  readonly notional: Dec;
  /** The signal's, or less, so that its stop comes before its margin is used up. */
  readonly leverage: Dec;
}

export type EntryPlan =
  | { readonly ok: true; readonly value: PlannedEntry }
  | { readonly ok: false; readonly skip: Skip; readonly qty: Dec };

/** One follower's entry, or why there is none and how much was wanted (0 where no size came about). Call after `refuseEntry` said nothing. */
export function planEntry(signal: EntrySignal, market: EntryMarket, follower: Follower): EntryPlan {
  const { instrument, quote } = market;
  const no = (reason: Skip, qty: Dec = dec(0)): EntryPlan => ({ ok: false, skip: reason, qty });
  const { maxOpenPositions, maxTradeQuote } = follower.limits;
  if (maxOpenPositions !== null && follower.openPositions >= maxOpenPositions)
    return no(
      skip(
        "limit_positions",
        `You already hold ${follower.openPositions} open of this strategy; your limit is ${maxOpenPositions}.`,
      ),
    );

  const price = entryFillPrice(instrument, signal.side, quote);
  const { side, stopLoss } = signal;
  const leverage = leverageForStop(signal.leverage, { side, price, stopLoss });
  const size = sizePosition(follower.sizing, instrument, {
    price,
    stopLoss,
    equity: follower.equity,
    freeCash: follower.freeCash,
    leverage,
    onPaper: true,
  });
  if (!size.ok) return no(skip(size.reason, size.detail ?? "No size came about."));
  const { qty, notional } = size.value;
  if (maxTradeQuote !== null && notional.gt(maxTradeQuote))
    return no(
      skip(
        "limit_trade",
        `The trade would be ${plain(notional.toDecimalPlaces(2))} ${PAPER_CURRENCY}; your limit is ${plain(maxTradeQuote)} ${PAPER_CURRENCY} a trade.`,
      ),
      qty,
    );
  return { ok: true, value: { fill: fillEntry(instrument, side, quote, qty), notional, leverage } };
}
