import { z } from "zod";
import { decimal, exchange, id, PLAIN_NUMBER, whole } from "@/lib/features/signals/fields";
import { shares } from "@/lib/features/signals/flat-signal";
import { dec, plain } from "@/lib/kernel/decimal";
import { BODY_MAX } from "./read-body.ts";

const blank = (value: unknown): unknown => (typeof value === "string" && value.trim() === "" ? undefined : value);

/** Of a typed list so many pieces are looked at, which is more than it may have: a text of 1 MB holds half a million. */
const PIECES_MAX = 100;

/** An address or a network, as 203.0.113.7 or 10.0.0.0/8, apart by commas, blanks or lines. */
const ips = z
  .preprocess(
    (value) =>
      typeof value === "string" ? value.split(/[\s,]+/, PIECES_MAX).filter((part) => part !== "") : (value ?? []),
    z.array(
      z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
        error: "Type addresses like 203.0.113.7 or networks like 10.0.0.0/8.",
      }),
    ),
  )
  .pipe(z.array(z.string()).max(50, "List at most 50 addresses."));

const stopPct = z
  .preprocess(blank, decimal("Default stop").optional())
  .refine((pct) => pct === undefined || (dec(pct).gt(0) && dec(pct).lt(100)), {
    error: "Default stop must be above 0 and below 100 percent.",
  });

/** `2, 4` or `2 50, 4 50`: distances in percent, with the part that leaves at each; without parts they leave in equal ones. */
const targets = z
  .string()
  .max(200)
  .transform((text, context) => {
    const rows = text
      .split(/[,;\n]+/)
      .map((row) => row.trim())
      .filter((row) => row !== "")
      .map((row) => row.split(/[\s:/]+/).map((part) => part.replace("%", "")));
    const wrong = (message: string): never => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    if (rows.length > 6) return wrong("Give at most 6 default targets.");
    if (!rows.flat().every((part) => PLAIN_NUMBER.test(part)) || rows.some((row) => row.length > 2))
      return wrong(
        "Write default targets as distances in percent, like 2, 4, or with the part that leaves, like 2 50, 4 50.",
      );
    const even = shares(Math.max(1, rows.length));
    const whole = rows.every((row) => row.length === 2);
    if (!whole && rows.some((row) => row.length === 2))
      return wrong("Give the part that leaves at every target or at none.");
    const read = rows.map(([pct = "0", part], index) => ({
      pct: plain(pct),
      fraction: part === undefined ? (even[index] ?? "1") : plain(dec(part).div(100)),
    }));
    if (read.some(({ pct }) => dec(pct).lte(0) || dec(pct).gte(10_000)))
      return wrong("Each target must be above 0 percent.");
    if (read.some(({ pct }, index) => index > 0 && dec(pct).lte(read[index - 1]?.pct ?? "0")))
      return wrong("Each target must be further than the one before.");
    const sum = read.reduce((total, { fraction }) => total.plus(fraction), dec(0));
    if (read.length > 0 && !sum.eq(1))
      return wrong(`The parts must sum to 100; these sum to ${sum.times(100).toString()}.`);
    return read;
  });

export const strategyInput = z.strictObject({ strategyId: id("Strategy") });

/** The settings form of an address. */
export const addressSettingsInput = z.strictObject({
  strategyId: id("Strategy"),
  market: z.enum(["spot", "swap"], { error: "Market must be spot or swap." }),
  exchange: z.preprocess(blank, exchange.optional()),
  stopPct,
  targets,
  shorts: z.preprocess((value) => value === "on" || value === "true" || value === true, z.boolean()),
  alertMaxAgeSec: whole("Oldest alert", 5, 86_400),
  signalMaxAgeSec: z.preprocess(blank, whole("Max age", 1, 86_400).optional()),
  maxSlippageBps: z.preprocess(blank, whole("Max slippage", 0, 1_000).optional()),
  expectEveryMin: z.preprocess(blank, whole("Expected every", 1, 10_080).optional()),
  ips,
});
export type AddressSettingsInput = z.output<typeof addressSettingsInput>;

export const secretInput = z.strictObject({
  strategyId: id("Strategy"),
  /** Empty: no secret is asked any more. */
  secret: z
    .string()
    .trim()
    .max(200, "A secret may have at most 200 characters.")
    .refine((text) => text === "" || text.length >= 8, "A secret needs at least 8 characters.")
    .refine((text) => /^[\x21-\x7e]*$/.test(text), "Use letters, digits and marks without blanks."),
});
export type SecretInput = z.output<typeof secretInput>;

/** The test sender: a message as TradingView would post it. */
export const testAlertInput = z.strictObject({
  strategyId: id("Strategy"),
  body: z.string().refine((text) => Buffer.byteLength(text) <= BODY_MAX, "A message may have at most 8,192 bytes."),
});
export type TestAlertInput = z.output<typeof testAlertInput>;
