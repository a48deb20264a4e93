import { PLATFORM_FEE_PERCENT } from "@/lib/features/subscriptions/subscription";
import { invariant } from "@/lib/kernel/errors";
import { type Minor, minor } from "@/lib/kernel/money";
import type { PaidInvoice } from "@/lib/ports/payments";
import { splitCharge } from "./split-charge.ts";

/** What of a taxed charge is tax and what its provider's (0: a plan's); the rest is the platform's. Minor units. */
export interface Taxed {
  readonly tax: Minor;
  readonly share: Minor;
}

/**
 * What of an invoice's tax its charge carries, and what the subscriber's credit: in proportion to what each paid of the total, the credit
 * the rest, so that both are the service's own figure. Below 0 with a credit that was given.
 */
export function taxOfInvoice({ total, tax = minor(0), charge, creditChange }: PaidInvoice): {
  readonly charge: Minor;
  readonly credit: Minor;
} {
  if (charge === null || total <= 0) return { charge: minor(0), credit: creditChange === 0 ? minor(0) : tax };
  const paid = Math.min(charge.amount, total);
  const ofCharge = proportion(tax, paid, total);
  return { charge: ofCharge, credit: minor(tax - ofCharge) };
}

/** How an invoice's charge is shared; null: it has none, or no tax is in it. Of a plan's all that is no tax is the platform's. */
export function taxedOf(invoice: PaidInvoice): Taxed | null {
  const { charge } = invoice;
  const tax = taxOfInvoice(invoice).charge;
  if (charge === null || tax === 0) return null;
  return taxedSale(charge.amount, tax, charge.destination === null ? 10_000 : PLATFORM_FEE_PERCENT * 100);
}

/**
 * How a charge of `amount` with `tax` in it is shared: the fee is of the amount without tax, in basis points, as without tax.
 * @throws AppError "invariant" when there is more tax than charge
 */
export function taxedSale(amount: Minor, tax: Minor, feeBps: number): Taxed {
  invariant(tax >= 0 && tax <= amount, `tax ${tax} of a charge of ${amount}`);
  return { tax, share: splitCharge(minor(amount - tax), feeBps).provider };
}

/**
 * What of the next `amount` that is given back of a charge is tax and what the provider's: counted from the whole, less what `gone` (what
 * stands given back) says it was, so that any parts end on the cent of the sale. The tax in proportion, and the fee of what is left.
 */
export function nextParts(
  sale: Taxed & { readonly amount: Minor },
  gone: readonly (Taxed & { readonly amount: Minor })[],
  amount: number,
): Taxed {
  const sum = (of: (row: Taxed & { readonly amount: Minor }) => number): number =>
    gone.reduce((total, row) => total + of(row), 0);
  const whole = partsOf(sale, sum((row) => row.amount) + amount);
  const share = clamp(whole.share - sum((row) => row.share), amount);
  const tax = clamp(whole.tax - sum((row) => row.tax), amount - share);
  return { tax: minor(tax), share: minor(share) };
}

/** The first `given` minor units of a sale. Each part grows with `given`, and at its end is the sale's own. */
function partsOf({ amount, tax, share }: Taxed & { readonly amount: Minor }, given: number): Taxed {
  const taxPart = proportion(tax, given, amount);
  const net = amount - tax;
  const fee = net === 0 ? 0 : proportion(net - share, given - taxPart, net);
  return { tax: taxPart, share: minor(given - taxPart - fee) };
}

/** `part` of `whole` of an amount, rounded half away from 0. Exact: no number leaves the integers. */
export function proportion(amount: number, part: number, whole: number): Minor {
  const [a, p, w] = [BigInt(Math.abs(amount)), BigInt(part), BigInt(whole)];
  const rounded = Number((2n * a * p + w) / (2n * w));
  return minor(amount < 0 ? -rounded : rounded);
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(value, max));
}
