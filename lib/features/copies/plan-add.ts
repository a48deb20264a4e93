import { type Dec, plain } from "@/lib/kernel/decimal";
import { meetsMinNotional, ofBps, roundAmount } from "@/lib/trading/market/instrument";
import type { Side } from "@/lib/trading/market/quote";
import { entryFillPrice, fillEntry, type QuoteFill } from "@/lib/trading/simulated/quote-fills";
import type { HeldCopy } from "./account-book.ts";
import { type EntryMarket, type FollowLimits, PAPER_CURRENCY } from "./plan-entry.ts";
import { type Skip, skip } from "./skip.ts";

export type AddPlan = { readonly ok: true; readonly fill: QuoteFill } | { readonly ok: false; readonly skip: Skip };

/**
 * What an ADD brings to one copy: as much of what it holds as the signal grew, rounded down to the lot. Refused when it is below the venue's smallest order, when
 * the whole position would pass the follower's limit a trade, or when free cash does not bind it and its fee. Amounts in the paper currency.
 */
export function planAdd(
  held: Pick<HeldCopy, "book" | "leverage">,
  { instrument, quote }: EntryMarket,
  signal: { readonly side: Side; readonly fraction: Dec; readonly before: Dec },
  { limits }: { readonly limits: FollowLimits },
  freeCash: Dec,
): AddPlan {
  const no = (code: Skip["code"], text: string): AddPlan => ({ ok: false, skip: skip(code, text) });
  const price = entryFillPrice(instrument, signal.side, quote);
  const qty = roundAmount(instrument, held.book.qty.times(signal.fraction).div(signal.before));
  if (qty.isZero() || !meetsMinNotional(instrument, qty, price))
    return no("below_min_notional", `The addition would be below the smallest order of ${instrument.symbol}.`);
  const whole = held.book.cost.plus(price.times(qty));
  if (limits.maxTradeQuote !== null && whole.gt(limits.maxTradeQuote))
    return no(
      "limit_trade",
      `The position would be ${plain(whole.toDecimalPlaces(2))} ${PAPER_CURRENCY}; your limit is ${plain(limits.maxTradeQuote)} ${PAPER_CURRENCY} a trade.`,
    );
  const bound = price
    .times(qty)
    .div(held.leverage)
    .plus(ofBps(price.times(qty), instrument.takerBps));
  if (bound.gt(freeCash))
    return no(
      "not_enough_cash",
      `The addition needs ${plain(bound.toDecimalPlaces(2))} ${PAPER_CURRENCY}; ${plain(freeCash.toDecimalPlaces(2))} are free.`,
    );
  return { ok: true, fill: fillEntry(instrument, signal.side, quote, qty) };
}
