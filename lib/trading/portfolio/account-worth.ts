import { type Dec, dec } from "@/lib/kernel/decimal";
import { exitPriceOf, type Quote, type Side } from "../market/quote.ts";

/** Coins that stand for a dollar: limits and equity count them as one (guards.ts). */
const DOLLAR_COINS = ["USDT", "USDC", "USD", "FDUSD", "USD1", "DAI"] as const;

export function isDollar(currency: string): boolean {
  return (DOLLAR_COINS as readonly string[]).includes(currency);
}

/** What an exchange account is worth in dollars. */
export interface AccountWorth {
  readonly usd: Dec;
  /** Coins of it that have no price here: not in the sum. */
  readonly unpriced: readonly string[];
}

/**
 * Dollar coins at one, other coins at `usdOf` (their bid), contracts by what they would make or lose if they were left now. A coin without a
 * price counts as nothing, which can only make limits stricter.
 */
export function accountWorth(
  balances: readonly { readonly currency: string; readonly total: Dec }[],
  contracts: readonly {
    readonly side: Side;
    readonly qty: Dec;
    readonly entryPrice: Dec;
    readonly quote: Quote | null;
  }[],
  usdOf: (currency: string) => Dec | null,
): AccountWorth {
  let usd = dec(0);
  const unpriced: string[] = [];
  for (const { currency, total } of balances) {
    if (total.isZero()) continue;
    const price = isDollar(currency) ? dec(1) : usdOf(currency);
    if (price === null) unpriced.push(currency);
    else usd = usd.plus(total.times(price));
  }
  for (const { side, qty, entryPrice, quote } of contracts) {
    if (quote === null) continue;
    const gain = exitPriceOf(side, quote).minus(entryPrice).times(qty);
    usd = usd.plus(side === "LONG" ? gain : gain.neg());
  }
  return { usd, unpriced };
}
