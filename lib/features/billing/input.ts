import { z } from "zod";

/** Where a provider may be: a destination charge needs platform and provider in one region, and ours is the United States. */
export const CONNECT_COUNTRIES = ["US"] as const;

export const connectInput = z.strictObject({
  country: z
    .enum(CONNECT_COUNTRIES, { error: "Payouts reach providers in the United States only; choose US." })
    .default("US"),
});
export type ConnectInput = z.output<typeof connectInput>;

/** The year of a statement, UTC. */
export const statementQuery = z.strictObject({
  year: z
    .string()
    .regex(/^20\d{2}$/, "Give a year from 2000 to 2099, such as 2026.")
    .transform(Number)
    .optional(),
});

/** What is paid out: everything payable in this currency. */
export const payoutInput = z.strictObject({
  currency: z.enum(["USD"], { error: "Payouts are in USD." }).default("USD"),
});
export type PayoutInput = z.output<typeof payoutInput>;
