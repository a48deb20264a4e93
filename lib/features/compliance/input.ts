import { z } from "zod";
import { cursor, limit } from "@/lib/features/marketplace/page-query";

const note = (what: string) =>
  z.string(what).trim().min(5, `${what} A few words will do.`).max(500, "At most 500 characters.");

export const listFlagsQuery = z.strictObject({
  state: z.enum(["OPEN", "DONE"], { error: "Choose OPEN or DONE, or leave it out for both." }).optional(),
  cursor,
  limit,
});
export type ListFlagsQuery = z.output<typeof listFlagsQuery>;

export const reviewFlagInput = z.strictObject({
  flagId: z.string("Name the flag.").min(1, "Name the flag.").max(60, "That is no id of ours."),
  verdict: z.enum(["CLEARED", "REPORTED"], { error: "Choose CLEARED or REPORTED." }),
  note: note("Say what you found."),
});
export type ReviewFlagInput = z.output<typeof reviewFlagInput>;

export const setIdentityInput = z.strictObject({
  user: z.string("Name the account.").trim().min(3, "Name the account by its id or address.").max(254),
  verified: z.boolean({ error: "Say true or false." }),
  reason: note("Say what you saw."),
});
export type SetIdentityInput = z.output<typeof setIdentityInput>;

/** From the page: a choice of two. */
export const setIdentityForm = z.strictObject({
  ...setIdentityInput.shape,
  verified: z.enum(["true", "false"], { error: "Choose." }).transform((value) => value === "true"),
});

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "Give a day like 2026-11-01.")
  .refine((text) => Date.parse(text) >= 0, "There is no such day, or it lies before 1970.");

/** Days in UTC, both included. */
export const reportQuery = z.strictObject({
  what: z.enum(["trades", "flags"], { error: "Choose trades or flags." }).default("trades"),
  from: day.optional(),
  to: day.optional(),
});
export type ReportQuery = z.output<typeof reportQuery>;
