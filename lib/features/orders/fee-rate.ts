import type { Dec } from "@/lib/kernel/decimal";
import type { RequestPriority, VenueFill } from "@/lib/ports/trade-venue";
import { quoteCoin } from "@/lib/trading/market/symbol";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { markOf } from "./quote-now.ts";
import { usdPerQuoteNow } from "./usd-per-quote.ts";

/** An execution with the price of the coin that its fee was taken in, in the quote currency; null where that needs none, or has none. */
export interface PricedFill extends VenueFill {
  readonly feeRate: Dec | null;
}

/**
 * Bid of a third coin that a fee was taken in (BNB), in the quote currency, where they have no market of their own by way of the dollar; null where the fee
 * is in base or quote, or where neither our feed nor the exchange has a price: then it is counted once there is one (`priceLateFees`). May ask the exchange,
 * of new executions before others since a position is protected only once they are counted; so call it outside of any transaction.
 */
export async function feeRateOf(
  ctx: OrderCtx,
  account: HeldAccount,
  { symbol, fee, feeCurrency }: Pick<VenueFill, "symbol" | "fee" | "feeCurrency">,
  priority: RequestPriority = "protect",
): Promise<Dec | null> {
  const [base = ""] = symbol.split("/");
  const quote = quoteCoin(symbol);
  if (fee.isZero() || feeCurrency === base || feeCurrency === quote) return null;
  const bidIn = async (coin: string): Promise<Dec | null> =>
    (await markOf(ctx, account, { symbol: `${feeCurrency}/${coin}`, market: "spot" }, priority))?.bid ?? null;
  const price = (await bidIn(quote)) ?? (quote === DOLLAR ? null : await throughDollars(ctx, account, symbol, bidIn));
  if (price === null)
    ctx.log.warn(
      { feeCurrency, symbol },
      "a fee was taken in a coin that has no price here; it counts in the result once there is one",
    );
  return price;
}

const DOLLAR = "USDT";

async function throughDollars(
  ctx: OrderCtx,
  { exchange }: HeldAccount,
  symbol: string,
  bidIn: (coin: string) => Promise<Dec | null>,
): Promise<Dec | null> {
  const usdPerQuote = await usdPerQuoteNow(ctx, exchange, symbol);
  return usdPerQuote === null ? null : ((await bidIn(DOLLAR))?.div(usdPerQuote) ?? null);
}

/** The executions of an answer, none of them on record yet. */
export async function priceFees(
  ctx: OrderCtx,
  account: HeldAccount,
  fills: readonly VenueFill[],
): Promise<readonly PricedFill[]> {
  return Promise.all(fills.map(async (fill) => ({ ...fill, feeRate: await feeRateOf(ctx, account, fill) })));
}
