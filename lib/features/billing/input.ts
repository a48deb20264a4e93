import { z } from "zod";
import { cursor, limit } from "@/lib/features/marketplace/page-query";
import { minorFromText } from "@/lib/kernel/money";

/** Where a provider may be: a destination charge needs platform and provider in one region, and ours is the United States. */
const CONNECT_COUNTRIES = ["US"] as const;

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

const PAYOUT_STATES = ["REQUESTED", "SENT", "PAID", "FAILED", "CANCELLED", "REFUSED"] as const;

/** `GET /api/admin/payouts`. */
export const listPayoutsQuery = z.strictObject({
  status: z.enum(PAYOUT_STATES, { error: `Choose one of ${PAYOUT_STATES.join(", ")}.` }).optional(),
  provider: z
    .string()
    .trim()
    .min(1, "Name the provider, by id or address.")
    .max(254, "That is nobody here.")
    .optional(),
  cursor,
  limit,
});
export type ListPayoutsQuery = z.output<typeof listPayoutsQuery>;

/** A refund that an admin orders. `orderId` is made with the form, so that a second press is the same order. */
const refundInput = z.strictObject({
  chargeId: z.string().regex(/^(ch|py)_\w{1,250}$/, "Give the payment's id at Stripe, which begins with ch_."),
  amount: z.coerce
    .number({ error: "Give an amount such as 33.33." })
    .int("Give whole minor units.")
    .positive("Give more than 0.")
    .max(2_147_483_647, "That is more than any payment."),
  reason: z.string().trim().min(3, "Say why, in 3 characters or more.").max(300, "Say why in at most 300 characters."),
  orderId: z.string().regex(/^req_[0-9a-z]{8,40}$/, "Open the form anew."),
});
export type RefundInput = z.output<typeof refundInput>;

/** The form of a refund: the amount is typed as a decimal in the payment's currency. */
export const refundForm = z.preprocess((form) => {
  if (typeof form !== "object" || form === null || !("amount" in form)) return form;
  const { currency, ...rest } = { currency: "USD", ...form };
  return { ...rest, amount: minorFromText(String(form.amount), String(currency)) };
}, refundInput);
