import { z } from "zod";
import { cursor, limit, whole } from "@/lib/features/marketplace/page-query";

const id = z.string().min(1, "Give its id.").max(60, "That is no id of ours.");

/** A promotion code as it is typed: capitals or not. */
const code = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9-]{3,24}$/, "A code has 3 to 24 letters, digits and hyphens.");

/** What a form leaves empty is not given. */
const given = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

export const subscribeInput = z.strictObject({
  strategyId: id,
  /** MONTH unless told. */
  interval: z.enum(["MONTH", "YEAR"], { error: "Choose MONTH or YEAR." }).optional(),
  code: given(code),
});
export type SubscribeInput = z.output<typeof subscribeInput>;

/** A new promotion code, as its provider types it. */
export const codeInput = z.strictObject({
  strategyId: id,
  code,
  percentOff: whole(1, 100, "Give a whole number from 1 to 100."),
  duration: z.enum(["ONCE", "MONTHS", "FOREVER"], { error: "Choose how long it lasts." }),
  months: given(whole(1, 36, "Give 1 to 36 months.")),
  usesMax: given(whole(1, 1_000_000, "Give a whole number from 1, or leave it empty.")),
  endsOn: given(z.iso.date({ error: "Give a day such as 2026-12-31, or leave it empty." })),
});
export type CodeInput = z.output<typeof codeInput>;

/** An answer to another price. */
export const answerInput = z.strictObject({ id, answer: z.enum(["yes", "no"], { error: "Say yes or no." }) });

export const offerInput = z.strictObject({ strategyId: id });

export const codeIdInput = z.strictObject({ id });

export const cancelInput = z.strictObject({
  reason: z.string().trim().max(500, "Keep the reason under 500 characters.").optional(),
});
export type CancelInput = z.output<typeof cancelInput>;

/** A positive amount as text: numbers are accepted and kept as their decimal text. */
const positiveDecimal = z
  .union([z.string(), z.number()], { error: 'Give a number, like 100 or "0.5".' })
  .transform(String)
  .refine(
    (text) => /^\d{1,12}(\.\d{1,8})?$/.test(text),
    "Give a plain number with at most 8 decimals, like 100 or 0.5.",
  )
  .refine((text) => Number(text) > 0, "It must be above 0.");

const SIZING_MAX = { quote: 1_000_000, equityPct: 100, riskPct: 10, units: 1_000_000 } as const;

const sizingInput = z
  .strictObject({
    type: z.enum(["quote", "equityPct", "riskPct", "units"], { error: "Choose quote, equityPct, riskPct or units." }),
    value: positiveDecimal,
  })
  .refine(({ type, value }) => Number(value) <= SIZING_MAX[type], {
    path: ["value"],
    error: (issue) => {
      const { type } = issue.input as { type: keyof typeof SIZING_MAX };
      return `At most ${SIZING_MAX[type].toLocaleString("en")} for ${type}.`;
    },
  });

export const followInput = z.strictObject({
  mode: z.enum(["NOTIFY", "PAPER", "LIVE"], { error: "Choose NOTIFY, PAPER or LIVE." }),
  sizing: sizingInput,
  limits: z
    .strictObject({
      maxTradeQuote: positiveDecimal.optional(),
      maxOpenPositions: whole(1, 100, "Give a whole number from 1 to 100.").optional(),
    })
    .optional(),
  credentialId: id.optional(),
});
export type FollowInput = z.output<typeof followInput>;

export const listSubscriptionsQuery = z.strictObject({
  cursor,
  limit,
});
