/** Why a strategy at this price may not be sold yet, or null. A free one sells nothing. */
export function saleRefusal(
  priceAmount: number,
  provider: { readonly transfersActive: boolean; readonly emailVerifiedAt: Date | null } | null,
): "payouts_not_ready" | "email_unverified" | null {
  if (priceAmount === 0) return null;
  if (provider === null || provider.emailVerifiedAt === null) return "email_unverified";
  return provider.transfersActive ? null : "payouts_not_ready";
}

/** What is wrong with a price for a year beside that for a month, at its field; null: nothing. */
export function yearlyFault(
  monthly: { readonly amount: number; readonly currency: string },
  yearly: { readonly amount: number; readonly currency: string } | null,
): string | null {
  if (yearly === null) return null;
  if (monthly.amount === 0) return "A free strategy has no price for a year.";
  if (yearly.amount === 0) return "Leave the price for a year empty rather than 0.";
  return yearly.currency === monthly.currency ? null : `Give it in ${monthly.currency}, as the price for a month.`;
}

export const SALE_WORDS = {
  payouts_not_ready: "Finish setting up your payouts first: a paid strategy needs an account that money can go to.",
  email_unverified: "Confirm your e-mail address first: selling needs a confirmed one.",
} as const;
