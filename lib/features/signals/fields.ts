import { z } from "zod";
import { plain } from "@/lib/kernel/decimal";

/** Fields that the forms of a signal share, each refused by its own name. */

export const PLAIN_NUMBER = /^\d{1,18}(\.\d{1,18})?$/;

/**
 * A price, fraction or percentage: a number or a text in plain notation, made canonical (no trailing zeros). No sign, no exponent, no NaN: a
 * text that two programs could read differently never reaches the chain.
 */
export function decimal(name: string) {
  return z
    .union([z.string().max(60), z.number()], { error: `${name} must be a number, as 65000.5 or "65000.5".` })
    .transform((value, context) => {
      const text = typeof value === "string" ? value.trim() : Number.isFinite(value) && value >= 0 ? plain(value) : "";
      if (PLAIN_NUMBER.test(text)) return plain(text);
      context.addIssue({
        code: "custom",
        message: `${name} must be a plain number of at most 18 digits before and 18 after the point, like 65000.5.`,
      });
      return z.NEVER;
    })
    .meta({ description: 'Decimal string or number, e.g. "65000.5"' });
}

/** A small whole number; a form sends it as text. */
export function whole(name: string, min: number, max: number) {
  return z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ],
      { error: `${name} must be a whole number.` },
    )
    .pipe(
      z
        .int(`${name} must be a whole number.`)
        .min(min, `${name} must be at least ${min}.`)
        .max(max, `${name} must be at most ${max.toLocaleString("en")}.`),
    );
}

/** Postgres holds no NUL, JSON no lone surrogate, and a note needs no other control characters than line ends and tabs. */
export function text(name: string, max: number) {
  return z
    .string({ error: `${name} must be a text.` })
    .max(max, `${name} may have at most ${max.toLocaleString("en")} characters.`)
    .refine((value) => isPrintable(value), `${name} holds a character that cannot be shown.`);
}

function isPrintable(value: string): boolean {
  if (!value.isWellFormed()) return false;
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127) return false;
  }
  return true;
}

export const id = (name: string) =>
  z.string({ error: `${name} is missing.` }).regex(/^[a-z]{2,5}_[0-9a-z]{8,40}$/, `${name} is not an id.`);

export const symbol = z.string({ error: "Symbol is missing; write it like BTC/USDT." }).trim().min(3).max(40);

export const exchange = z
  .string({ error: "Exchange must be a text like binance." })
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]{2,20}$/, "Exchange must be a name like binance.");

export const indicators = z
  .record(text("An indicator's name", 64), z.union([text("An indicator", 500), z.number(), z.boolean(), z.null()]), {
    error: "Indicators must be an object of texts, numbers and switches.",
  })
  .refine((value) => Object.keys(value).length <= 50, "Give at most 50 indicators.");

export const timeframe = z.enum(["1m", "5m", "15m", "1h", "4h", "1d"], {
  error: "Timeframe must be one of 1m, 5m, 15m, 1h, 4h, 1d.",
});

export const key = text("Idempotency key", 200).min(1, "Idempotency key is empty.");
