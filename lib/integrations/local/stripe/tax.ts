import type { Call } from "./call.ts";
import { StripeFault } from "./fault.ts";
import type { Params } from "./form.ts";
import type { Address, AutomaticTax, Customer, Subscription } from "./objects.ts";

/** Where a customer can say he is, and what tax is on a digital service there, in thousandths of a percent. */
interface Place {
  readonly country: string;
  readonly state: string | null;
  readonly name: string;
  readonly milliPercent: number;
}

/** A stand-in for Stripe Tax: the standard rates of a few places, as they round badly. Elsewhere the platform is not registered. */
export const PLACES: readonly Place[] = [
  { country: "US", state: null, name: "United States", milliPercent: 0 },
  { country: "US", state: "NY", name: "United States, New York", milliPercent: 8_875 },
  { country: "DE", state: null, name: "Germany", milliPercent: 19_000 },
  { country: "FR", state: null, name: "France", milliPercent: 20_000 },
  { country: "GB", state: null, name: "United Kingdom", milliPercent: 20_000 },
  { country: "CH", state: null, name: "Switzerland", milliPercent: 8_100 },
  { country: "JP", state: null, name: "Japan", milliPercent: 10_000 },
];

/** `DE`, `US-NY`: how a page and a control order name a place. */
export function placeCode({ country, state }: { readonly country: string; readonly state: string | null }): string {
  return state === null ? country : `${country}-${state}`;
}

/** @throws StripeFault on a place that is none of the table's */
export function addressOf(code: string): Address {
  const place = PLACES.find((each) => placeCode(each) === code);
  if (place === undefined)
    throw new StripeFault(400, `No such place: '${code}'`, { code: "customer_tax_location_invalid" });
  const { country, state } = place;
  return { country, state, city: null, line1: null, line2: null, postal_code: null };
}

/** What an invoice says of its tax. */
export interface InvoiceTax {
  readonly tax: number;
  readonly automatic_tax: AutomaticTax;
  readonly total_taxes: readonly object[];
}

/** The tax on top of `taxable` (after discounts; below 0 for time not used), rounded half away from 0. */
export function taxOf(customer: Customer, automatic: AutomaticTax | undefined, taxable: number): InvoiceTax {
  const enabled = automatic?.enabled === true;
  const place = placeOf(customer);
  // A renewal whose customer has no address any more is made without tax, and says why.
  const status = !enabled ? null : place === null ? "requires_location_inputs" : "complete";
  const state: AutomaticTax = { enabled, liability: enabled ? { type: "self" } : null, status, disabled_reason: null };
  if (!enabled || place === null) {
    const disabled = enabled ? { enabled: false, disabled_reason: "finalization_requires_location_inputs" } : {};
    return { tax: 0, automatic_tax: { ...state, ...disabled }, total_taxes: [] };
  }
  const size = Math.round((Math.abs(taxable) * place.milliPercent) / 100_000);
  const tax = taxable < 0 ? 0 - size : size;
  return {
    tax,
    automatic_tax: state,
    total_taxes: [
      {
        amount: tax,
        tax_behavior: "exclusive",
        tax_rate_details: { tax_rate: `txr_${placeCode(place)}` },
        taxability_reason: place.milliPercent === 0 ? "not_collecting" : "standard_rated",
        taxable_amount: taxable,
        type: "tax_rate_details",
      },
    ],
  };
}

function placeOf({ address }: Customer): Place | null {
  if (address == null) return null;
  const { country, state } = address;
  const known = PLACES.find((each) => each.country === country && each.state === state);
  return known ?? { country, state, name: country, milliPercent: 0 };
}

/**
 * Reads `automatic_tax` and `customer_update` of a new session.
 * @throws StripeFault as Stripe: a customer without an address whom the session may not ask, a price that does not say whether tax is in it
 */
export function readAutomaticTax(
  call: Call,
  params: Params,
  of: { readonly customerId: string | null; readonly priceIds: readonly string[] },
): { readonly enabled: boolean; readonly savesAddress: boolean } {
  const asked = params.under("automatic_tax");
  asked.allow(["enabled", "liability"]);
  const update = params.under("customer_update");
  update.allow(["address", "name", "shipping"]);
  const savesAddress = update.optionalText("address") === "auto";
  if (asked.optionalFlag("enabled") !== true) return { enabled: false, savesAddress };
  if (asked.under("liability").optionalText("type") === "account")
    throw new StripeFault(400, "In this stand-in the platform is liable for tax.", {
      param: "automatic_tax[liability]",
    });
  const customer = of.customerId === null ? null : call.get("customer", of.customerId);
  if (customer !== null && !savesAddress && customer.address == null) {
    throw new StripeFault(
      400,
      "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer.",
      { code: "customer_tax_location_invalid" },
    );
  }
  requireTaxBehaviour(call, of.priceIds);
  return { enabled: true, savesAddress };
}

/** @throws StripeFault as Stripe, when a taxed subscription gets another price and its tax cannot be reckoned */
export function requireTaxable(call: Call, subscription: Subscription, priceId: string): void {
  if (subscription.automatic_tax?.enabled !== true) return;
  requireTaxBehaviour(call, [priceId]);
  if (call.get("customer", subscription.customer).address != null) return;
  throw new StripeFault(
    400,
    "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    { code: "customer_tax_location_invalid" },
  );
}

function requireTaxBehaviour(call: Call, priceIds: readonly string[]): void {
  const silent = priceIds.find((id) => call.get("price", id).tax_behavior === "unspecified");
  if (silent === undefined) return;
  throw new StripeFault(
    400,
    `The price ${silent} does not have \`tax_behavior\` set: automatic tax needs it, or a default in the tax settings.`,
  );
}
