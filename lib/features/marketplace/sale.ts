/** Why a strategy at this price may not be sold yet, or null. A free one sells nothing. */
export function saleRefusal(
  priceAmount: number,
  provider: { readonly transfersActive: boolean; readonly emailVerifiedAt: Date | null } | null,
): "payouts_not_ready" | "email_unverified" | null {
  if (priceAmount === 0) return null;
  if (provider === null || provider.emailVerifiedAt === null) return "email_unverified";
  return provider.transfersActive ? null : "payouts_not_ready";
}

export const SALE_WORDS = {
  payouts_not_ready: "Finish setting up your payouts first: a paid strategy needs an account that money can go to.",
  email_unverified: "Confirm your e-mail address first: selling needs a confirmed one.",
} as const;
