import { z } from "zod";
import { decodeCursor } from "./cursor.ts";

/**
 * A whole number as JSON has it, or as digits where a form or a query string sends text. Coercion would take `true`, `[3]`, `""` and `0x10`
 * for numbers too.
 */
export function whole(min: number, max: number, error: string) {
  return z.preprocess(
    (value) => (typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value),
    z.int({ error }).min(min, error).max(max, error),
  );
}

/** How many items of a list. */
export const limit = whole(1, 100, "The limit must be a whole number from 1 to 100.").optional();

/** Refused when it is none of ours: beginning at the start instead would send a program that pages in circles. */
export const cursor = z
  .string()
  .max(200, "This is no cursor of ours.")
  .refine((text) => decodeCursor(text) !== null, "This is no cursor of ours; leave it out to begin at the start.")
  .optional();
