import { formatAmount, formatPrice, formatQty, symbolCoins } from "@/components/ui/format";

/** A buy as it is typed. */
export interface BuyWish {
  readonly by: "amount" | "quantity";
  readonly size: string;
  readonly stopLoss: string;
  readonly maxSlippageBps: string;
}

/** Whether what is typed is an amount above 0. */
export function isAmount(text: string): boolean {
  return /^\d{1,12}(\.\d{1,18})?$/.test(text) && /[1-9]/.test(text);
}

/**
 * What the order would do, in sentences. Estimates at the price of the moment, in floats: they are for reading alone, the order is computed where it is
 * planned.
 */
export function buyWords(
  { by, size, stopLoss, maxSlippageBps }: BuyWish,
  { symbol, account, ask }: { readonly symbol: string; readonly account: string; readonly ask: string | null },
): { readonly stopHint: string; readonly order: readonly string[] } {
  const { base, quote } = symbolCoins(symbol);
  const price = ask === null ? null : Number(ask);
  const now = ask === null ? "There is no price here now; the exchange's own counts." : `Now ${formatPrice(ask)}.`;
  const sized = isAmount(size) ? Number(size) : null;
  const qty = sized === null ? null : by === "quantity" ? sized : price === null ? null : sized / price;
  const loss = qty === null || price === null || !isAmount(stopLoss) ? null : (price - Number(stopLoss)) * qty;
  const percent = Number(maxSlippageBps) / 100;
  return {
    stopHint: `Rests at the exchange as soon as something is bought. ${now}`,
    order: [
      by === "amount"
        ? `At most ${formatAmount(size, { unit: quote })} are spent on ${account}${qty === null ? "" : `, for about ${formatQty(qty.toFixed(8), { unit: base })}`}.`
        : `${formatQty(size, { unit: base })} on ${account}${price === null || sized === null ? "" : `, for about ${formatAmount((sized * price).toFixed(8), { unit: quote })}`}.`,
      `${now} It pays at most ${percent}\u00a0% above the price; what that does not buy at once is given up.`,
      `A stop at ${formatPrice(stopLoss)} protects it${loss === null ? "" : loss > 0 ? `: touched, it loses about ${formatAmount(loss.toFixed(8), { unit: quote })}, before fees` : ", but that is not below the price"}.`,
      "The exchange takes its fee, and it counts among your trades of the day.",
    ],
  };
}
