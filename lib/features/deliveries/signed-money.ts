import { dec } from "@/lib/kernel/decimal";

/** `+1,204.50`, `−3.00` (a true minus), `0.00`: rounded half up to cents, for texts that people read. */
export function signedMoney(value: string, withPlus = true): string {
  const rounded = dec(value).toDecimalPlaces(2);
  const [whole = "0", cents = "00"] = rounded.abs().toFixed(2).split(".");
  const sign = rounded.isZero() ? "" : rounded.isNegative() ? "\u2212" : withPlus ? "+" : "";
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${cents}`;
}
