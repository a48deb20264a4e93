import { invariant } from "./errors.ts";

/** Fiat in the smallest unit of its currency (cents; JPY has none), always a safe integer. */
export type Minor = number & { readonly __brand: "Minor" };

export interface Money {
  readonly amount: Minor;
  readonly currency: Currency;
}

/** Currencies that money may be in. Another one is refused at the door. */
export const CURRENCIES = { USD: 2, EUR: 2, GBP: 2, JPY: 0 } as const;
export type Currency = keyof typeof CURRENCIES;

/** What new prices are in: payouts go out in it alone. A price that stands in another one is from before that rule. */
export const SALE_CURRENCY = "USD";

export function isCurrency(value: string): value is Currency {
  return Object.hasOwn(CURRENCIES, value);
}

/** @throws AppError "invariant" unless `value` is a safe integer */
export function minor(value: number): Minor {
  invariant(Number.isSafeInteger(value), `${value} is not a whole number of minor units`);
  return value as Minor;
}

/** The smallest sum that the payment service charges, in minor units of each currency we sell in. Nothing at all is fine. */
export const CHARGE_MIN = 50;

/** Minor units with their point: -7999 USD is "-79.99", 501 JPY "501". Exact: no number leaves the integers. */
export function amountText(amount: number, currency: string): string {
  const digits = isCurrency(currency) ? CURRENCIES[currency] : 2;
  const sign = amount < 0 ? "-" : "";
  const text = String(Math.abs(amount)).padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** "49", "49.9" and "49.00" in minor units; what is no such amount comes back as it was, for a schema to refuse. */
export function minorFromText(typed: string, currency: string): unknown {
  const digits = isCurrency(currency) ? CURRENCIES[currency] : 2;
  const match = /^(\d{1,7})(?:\.(\d*))?$/.exec(typed.trim().replaceAll(",", "") || "0");
  const fraction = match?.[2] ?? "";
  if (match === null || fraction.length > digits) return typed;
  return Number((match[1] ?? "0") + fraction.padEnd(digits, "0"));
}
