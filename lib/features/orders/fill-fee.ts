import { type Dec, dec } from "@/lib/kernel/decimal";
import type { VenueFill } from "@/lib/ports/trade-venue";

/**
 * What an execution cost: `base` is what was taken off the coin itself (a spot buy then holds that much less), `quote` the fee's worth in the
 * quote currency at this execution's price. `rate` prices a third coin in quote units.
 */
export function feeOf(
  { symbol, price, fee, feeCurrency }: Pick<VenueFill, "symbol" | "price" | "fee" | "feeCurrency">,
  rate: Dec | null,
): { readonly base: Dec; readonly quote: Dec } {
  const [base = "", rest = ""] = symbol.split("/");
  const quote = rest.split(":")[0] ?? "";
  if (feeCurrency === quote) return { base: dec(0), quote: fee };
  if (feeCurrency === base) return { base: fee, quote: fee.times(price) };
  return { base: dec(0), quote: rate === null ? dec(0) : fee.times(rate) };
}
