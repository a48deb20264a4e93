import { type Dec, plain } from "@/lib/kernel/decimal";

/** A price for people, never rounded away: `65,000.5`, `0.00001234`. */
export function priceText(price: Dec): string {
  const [whole = "0", fraction] = plain(price).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
