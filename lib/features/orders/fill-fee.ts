import { type Dec, dec } from "@/lib/kernel/decimal";
import type { VenueFill } from "@/lib/ports/trade-venue";

/**
 * What an execution cost: `base` is what was taken off the coin itself (a spot buy then holds that much less), `quote` the fee's worth in the
 * quote currency at this execution's price. `rate` prices a third coin in quote units; `isLate`: it has none yet, and counts once it has (LateFee).
 */
export function feeOf(
  { symbol, price, fee, feeCurrency }: Pick<VenueFill, "symbol" | "price" | "fee" | "feeCurrency">,
  rate: Dec | null,
): { readonly base: Dec; readonly quote: Dec; readonly isLate: boolean } {
  const [base = "", rest = ""] = symbol.split("/");
  const quote = rest.split(":")[0] ?? "";
  if (feeCurrency === quote) return { base: dec(0), quote: fee, isLate: false };
  if (feeCurrency === base) return { base: fee, quote: fee.times(price), isLate: false };
  return { base: dec(0), quote: fee.times(rate ?? 0), isLate: rate === null && !fee.isZero() };
}

type Amount = { toString(): string };

/** What of a stored execution to read so that its fee can be told. */
export const FEE_FIELDS = { fee: true, feeQuote: true, lateFee: { select: { feeQuote: true } } } as const;

/** The fee of a stored execution in the quote currency, with what was priced later. */
export function feeInQuote(fill: {
  readonly fee: Amount;
  readonly feeQuote: Amount | null;
  readonly lateFee: { readonly feeQuote: Amount | null } | null;
}): Dec {
  return dec((fill.feeQuote ?? fill.fee).toString()).plus((fill.lateFee?.feeQuote ?? 0).toString());
}
