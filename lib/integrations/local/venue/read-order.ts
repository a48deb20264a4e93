import { type Dec, dec } from "@/lib/kernel/decimal";

/** A decimal number of the parameters; null: absent. @throws BadNumber for anything that is no plain number */
function decimalOf(text: string | undefined): Dec | null {
  if (text === undefined || text === "") return null;
  if (!/^\d{1,20}(\.\d{1,20})?$/.test(text)) throw new BadNumber();
  return dec(text);
}

/** The same, where 0 means none. */
export function positiveOf(text: string | undefined): Dec | null {
  const value = decimalOf(text);
  return value === null || value.isZero() ? null : value;
}

export class BadNumber extends Error {}

/** Which way the price comes from: a stop lies on the losing side, a take-profit on the other. */
export function wayOf(side: "BUY" | "SELL", kind: "stop" | "takeProfit"): "up" | "down" {
  return (side === "BUY") === (kind === "stop") ? "up" : "down";
}
