import { z } from "zod";
import { cursor, limit } from "@/lib/features/marketplace/page-query";

/** An amount above 0 as exact decimal text. */
export const decimalText = z
  .union([z.string(), z.number()], { error: 'Give a number, like 0.5 or "0.01".' })
  .transform((value) => String(value).trim())
  .refine((text) => /^\d{1,12}(\.\d{1,18})?$/.test(text), "Give a plain number, like 0.5.")
  .refine((text) => Number(text) > 0, "It must be above 0.");

/** How much of a position to close: all of it, a part between 0 and 1, or an amount in base units. */
export const closePositionInput = z
  .strictObject({
    fraction: decimalText.refine((text) => Number(text) <= 1, "It must be at most 1, the whole position.").optional(),
    quantity: decimalText.optional(),
  })
  .refine(({ fraction, quantity }) => fraction === undefined || quantity === undefined, {
    path: ["quantity"],
    message: "Give a fraction or a quantity, not both.",
  });
export type ClosePositionInput = z.output<typeof closePositionInput>;

export const listPositionsQuery = z.strictObject({
  state: z.enum(["OPEN", "CLOSED"], { error: "Choose OPEN or CLOSED, or leave it out for both." }).optional(),
  mode: z.enum(["PAPER", "LIVE"], { error: "Choose PAPER or LIVE, or leave it out for both." }).optional(),
  cursor,
  limit: limit.default(50),
});

export const stopTradingInput = z.strictObject({
  positions: z.enum(["keep", "close"], { error: "Choose keep or close." }),
});
export type StopTradingInput = z.output<typeof stopTradingInput>;
