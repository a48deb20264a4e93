import type { Dec } from "@/lib/kernel/decimal";
import type { VenueFill } from "@/lib/ports/trade-venue";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { markOf } from "./quote-now.ts";

/** An execution with the price of the coin that its fee was taken in, in the quote currency; null where that needs none, or has none. */
export interface PricedFill extends VenueFill {
  readonly feeRate: Dec | null;
}

/**
 * Bid of a third coin that a fee was taken in (BNB), in the quote currency; null where the fee is in base or quote, or where neither our feed nor the
 * exchange has a price: then it counts as 0 for ever, as fills are append-only. May ask the exchange, before others since a position is protected only once its
 * executions are counted; so call it outside of any transaction, and not for executions that are on record.
 */
export async function feeRateOf(
  ctx: OrderCtx,
  account: HeldAccount,
  { symbol, fee, feeCurrency }: Pick<VenueFill, "symbol" | "fee" | "feeCurrency">,
): Promise<Dec | null> {
  const [base = "", rest = ""] = symbol.split("/");
  const quote = rest.split(":")[0] ?? "";
  if (fee.isZero() || feeCurrency === base || feeCurrency === quote) return null;
  const price = await markOf(ctx, account, { symbol: `${feeCurrency}/${quote}`, market: "spot" }, "protect");
  if (price === null)
    ctx.log.warn(
      { feeCurrency, symbol },
      "a fee was taken in a coin that has no price here; it counts as 0 in the result",
    );
  return price?.bid ?? null;
}

/** The executions of an answer, none of them on record yet. */
export async function priceFees(
  ctx: OrderCtx,
  account: HeldAccount,
  fills: readonly VenueFill[],
): Promise<readonly PricedFill[]> {
  return Promise.all(fills.map(async (fill) => ({ ...fill, feeRate: await feeRateOf(ctx, account, fill) })));
}
