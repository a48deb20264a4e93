import { type Dec, dec } from "@/lib/kernel/decimal";

/** Decimal strings, or columns of the database, added exactly. */
export function sum(values: readonly { toString(): string }[]): Dec {
  return values.reduce<Dec>((total, value) => total.plus(dec(value.toString())), dec(0));
}
