import { SALE_CURRENCY } from "@/lib/kernel/money";

/** Why a strategy at this price may not be sold yet, or null. A free one sells nothing. */
export function saleRefusal(
  priceAmount: number,
  provider: { readonly transfersActive: boolean; readonly emailVerifiedAt: Date | null } | null,
): "payouts_not_ready" | "email_unverified" | null {
  if (priceAmount === 0) return null;
  if (provider === null || provider.emailVerifiedAt === null) return "email_unverified";
  return provider.transfersActive ? null : "payouts_not_ready";
}

export const SALE_CURRENCY_FAULT = `Prices are in ${SALE_CURRENCY}: payouts are made in it alone. Give the price in ${SALE_CURRENCY}.`;

interface Price {
  readonly amount: number;
  readonly currency: string;
}

/** What is wrong with the currency of a price that is given; null: nothing, or it stands like that already. */
export function currencyFault(given: Price | null | undefined, standing: Price | null): string | null {
  if (given == null || given.currency === SALE_CURRENCY) return null;
  const stands = given.currency === standing?.currency && given.amount === standing.amount;
  return stands ? null : SALE_CURRENCY_FAULT;
}

/** What is wrong with a price for a year beside that for a month, at its field; null: nothing. */
export function yearlyFault(monthly: Price, yearly: Price | null): string | null {
  if (yearly === null) return null;
  if (monthly.amount === 0) return "A free strategy has no price for a year.";
  if (yearly.amount === 0) return "Leave the price for a year empty rather than 0.";
  return yearly.currency === monthly.currency ? null : `Give it in ${monthly.currency}, as the price for a month.`;
}

export const SALE_WORDS = {
  payouts_not_ready: "Finish setting up your payouts first: a paid strategy needs an account that money can go to.",
  email_unverified: "Confirm your e-mail address first: selling needs a confirmed one.",
} as const;
