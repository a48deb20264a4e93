import { invariant } from "./errors.ts";

/** Fiat in the smallest unit of its currency (cents; JPY has none), always a safe integer. */
export type Minor = number & { readonly __brand: "Minor" };

export interface Money {
  readonly amount: Minor;
  readonly currency: Currency;
}

/** Currencies we sell in. Another one is refused at the door. */
export const CURRENCIES = { USD: 2, EUR: 2, GBP: 2, JPY: 0 } as const;
export type Currency = keyof typeof CURRENCIES;

export function isCurrency(value: string): value is Currency {
  return Object.hasOwn(CURRENCIES, value);
}

/** @throws AppError "invariant" unless `value` is a safe integer */
export function minor(value: number): Minor {
  invariant(Number.isSafeInteger(value), `${value} is not a whole number of minor units`);
  return value as Minor;
}
