import { Decimal } from "decimal.js";
import { invariant } from "./errors.ts";

/** Exact numbers of orders and ledger. Stored as Decimal(36,18), sent as strings. */
export const Dec = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -40, toExpPos: 60 });
export type Dec = Decimal;

/** @throws AppError "invariant" on NaN or infinity: neither is ever owed */
export function dec(value: Decimal.Value): Dec {
  const result = new Dec(value);
  invariant(result.isFinite(), `${String(value)} is not a finite number`);
  return result;
}

/** The canonical text of a number: plain notation, no trailing zeros, no exponent, no "-0". */
export function plain(value: Decimal.Value): string {
  const result = dec(value);
  return result.isZero() ? "0" : result.toFixed();
}
