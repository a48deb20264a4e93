import { z } from "zod";
import { minorFromText, SALE_CURRENCY } from "@/lib/kernel/money";
import { PLAN_PRICES } from "@/lib/kernel/platform-plan";

const plan = z.enum(["STARTER", "PRO", "MANAGED"], { error: "Choose STARTER, PRO or MANAGED." });

export const planInput = z.strictObject({ plan });
export type PlanInput = z.output<typeof planInput>;

const AT = "Look at the preview first: give its own time.";
const DUE = "Look at the preview first: give its own amount.";

const due = z.int({ error: DUE }).min(0, DUE).max(2_147_483_647, DUE);

/** A change upwards as its preview showed it: `at` and `amountDue` are the preview's own, or the same in milliseconds and cents. */
export const upgradeInput = z.strictObject({
  plan,
  at: z.union([z.int().positive(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))], {
    error: AT,
  }),
  amountDue: z.union(
    [due, z.strictObject({ amount: due, currency: z.literal(SALE_CURRENCY) }).transform(({ amount }) => amount)],
    { error: DUE },
  ),
});
export type UpgradeInput = z.output<typeof upgradeInput>;

/** The form of it, whose hidden fields are texts. */
export const upgradeForm = z.strictObject({
  plan,
  at: z.coerce.number({ error: AT }).int(AT).positive(AT),
  amountDue: z.coerce.number({ error: DUE }).int(DUE).min(0, DUE).max(2_147_483_647, DUE),
});

/** STARTER or PRO, or TRIAL: to pay for none. */
export const downgradeInput = z.strictObject({
  plan: z.enum(["TRIAL", "STARTER", "PRO"], { error: "Choose TRIAL, STARTER or PRO." }),
});
export type DowngradeInput = z.output<typeof downgradeInput>;

export const managedRequestInput = z.strictObject({
  message: z
    .string()
    .trim()
    .min(10, "Say what you need, in 10 characters or more.")
    .max(2_000, "Say it in at most 2,000 characters."),
});
export type ManagedRequestInput = z.output<typeof managedRequestInput>;

const managedPriceInput = z.strictObject({
  id: z.string().max(60, "That is no id of ours."),
  /** Cents a month. */
  amount: z.coerce
    .number({ error: "Give an amount such as 1500.00." })
    .int("Give an amount such as 1500.00.")
    .min(PLAN_PRICES.MANAGED, "Managed begins at 1,000.00 USD a month.")
    .max(10_000_000, "That is more than 100,000.00 USD a month."),
});
export type ManagedPriceInput = z.output<typeof managedPriceInput>;

/** The form of a price: typed as a decimal. */
export const managedPriceForm = z.preprocess((form) => {
  if (typeof form !== "object" || form === null || !("amount" in form)) return form;
  return { ...form, amount: minorFromText(String(form.amount), "USD") };
}, managedPriceInput);
