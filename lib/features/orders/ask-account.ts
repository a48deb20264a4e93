import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Asked, Traded } from "@/lib/ports/trade-venue";
import type { Instrument } from "@/lib/trading/market/instrument";
import { quoteCoin } from "@/lib/trading/market/symbol";
import { measureAccount } from "./measure-account.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import type { Seen } from "./plan-order.ts";
import { quoteNow } from "./quote-now.ts";
import { usdPerQuoteNow } from "./usd-per-quote.ts";

/** What an entry has to know of market and account before it is sized. */
export interface AnsweredAccount {
  readonly instrument: Instrument;
  /** What the whole account is worth, in the currency that the symbol is priced in. */
  readonly equityQuote: Dec;
  readonly seen: Seen & { readonly market: NonNullable<Seen["market"]> };
}

export type AskedAccount =
  | { readonly kind: "answered"; readonly answer: AnsweredAccount }
  | { readonly kind: "refuse"; readonly code: "no_answer" | "currency"; readonly text: string }
  | { readonly kind: "ask again"; readonly detail: string };

/**
 * Instrument, price and balances, all at once, asked of the exchange where nobody knows them, before what nothing waits for: behind the balances of a
 * hundred accounts that had just left a signal, those for the next signal came when it was too old. Nothing is written, no lock is held. `refuse`: asking
 * again would not help (it refuses the key, or nothing prices the currency in dollars, in which every limit is).
 */
export async function askAccount(
  ctx: OrderCtx,
  account: HeldAccount,
  traded: Traded,
  /** How old a balance may be that no order of ours has changed since. */
  heldMaxAgeMs: number,
): Promise<AskedAccount> {
  const [instrument, quote, measured] = await Promise.all([
    account.trade.instrument(traded),
    quoteNow(ctx, account, traded),
    measureAccount(ctx, account, traded.market, heldMaxAgeMs, "size"),
  ]);
  if (!instrument.ok) return unanswered(instrument);
  if (!quote.ok) return unanswered(quote);
  if (!measured.ok) return unanswered(measured);

  const currency = quoteCoin(traded.symbol);
  const usdPerQuote = await usdPerQuoteNow(ctx, account.exchange, traded.symbol);
  if (usdPerQuote === null)
    return {
      kind: "refuse",
      code: "currency",
      text: `There is no dollar price of ${currency}, which ${traded.symbol} is priced in.`,
    };
  const { usd, balances, contracts, remembered } = measured.value;
  return {
    kind: "answered",
    answer: {
      instrument: instrument.value,
      equityQuote: usd.div(usdPerQuote),
      seen: {
        market: quote.value,
        currency,
        usdPerQuote,
        equityUsd: usd,
        freeQuote: balances.find((one) => one.currency === currency)?.free ?? dec(0),
        contracts,
        remembered,
      },
    },
  };
}

/** A key that is refused now is refused a second later too; all else may answer then. */
function unanswered(
  answer: Extract<Asked<unknown>, { ok: false }>,
): Exclude<AskedAccount, { readonly kind: "answered" }> {
  return answer.reason === "key"
    ? { kind: "refuse", code: "no_answer", text: `The exchange refuses your key: ${answer.detail}` }
    : { kind: "ask again", detail: answer.detail };
}
