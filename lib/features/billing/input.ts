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

/** A refund that an admin orders. `orderId` is made with the form, so that a second press is the same order. */
export const refundInput = z.strictObject({
  chargeId: z.string().regex(/^(ch|py)_\w{1,250}$/, "Give the payment's id at Stripe, which begins with ch_."),
  amount: z.coerce.number().int("Give whole minor units.").positive("Give at least 1 minor unit.").max(2_147_483_647),
  reason: z.string().trim().min(3, "Say why, in 3 characters or more.").max(300, "Say why in at most 300 characters."),
  orderId: z.string().regex(/^req_[0-9a-z]{8,40}$/, "Open the form anew."),
});
export type RefundInput = z.output<typeof refundInput>;
