import { type Dec, plain } from "@/lib/kernel/decimal";
import type { VenueAnswer } from "./protocol.ts";

export function ok(body: unknown): VenueAnswer {
  return { status: 200, body };
}

/** A number as an exchange writes it: plain, at least eight decimals. */
export function fixed(value: Dec): string {
  return value.decimalPlaces() > 8 ? plain(value) : value.toFixed(8);
}

/** A whole number of the parameters; null: absent or none. */
export function wholeOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : null;
}
