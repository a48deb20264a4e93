import { z } from "zod";

/** Mirrors the enum of the database; orders/switch-repository.ts is not for browsers. */
const scope = z.enum(["PLATFORM", "EXCHANGE", "STRATEGY", "USER", "SESSION"], {
  error: "Choose PLATFORM, EXCHANGE, STRATEGY, USER or SESSION.",
});
const key = z.string().trim().max(254, "That names nothing of ours.").default("");

/** Which switch: what is stopped, and its name; the platform has none. */
export const switchPlaceInput = z.strictObject({ scope, key });
export type SwitchPlace = z.output<typeof switchPlaceInput>;

export const engageSwitchInput = z.strictObject({
  scope,
  key,
  reason: z
    .string("Say why; its users read it.")
    .trim()
    .min(5, "Say why, in a few words; its users read it.")
    .max(300, "At most 300 characters."),
  positions: z.enum(["keep", "close"], { error: "Choose keep or close." }).default("keep"),
});
export type EngageSwitchInput = z.output<typeof engageSwitchInput>;
