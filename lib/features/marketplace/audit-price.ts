import { appendAudit } from "@/lib/features/accounts/audit";
import type { Ctx, Tx } from "@/lib/ports/ctx";

/** What a strategy costs. Minor units of the currency; days of the free trial. */
export interface Price {
  readonly priceAmount: number;
  readonly priceCurrency: string;
  readonly yearlyAmount: number | null;
  readonly trialDays: number;
}

/** A strategy that was not there before. */
export const NO_PRICE: Price = { priceAmount: 0, priceCurrency: "USD", yearlyAmount: null, trialDays: 0 };

/** Puts a price that changed on record, with what it was. Last in its transaction, as every audit entry. */
export async function auditPrice(
  tx: Tx,
  ctx: Pick<Ctx, "clock" | "ids">,
  { actorId, strategyId }: { readonly actorId: string; readonly strategyId: string },
  before: Price,
  after: Price,
): Promise<void> {
  const same =
    before.priceAmount === after.priceAmount &&
    before.priceCurrency === after.priceCurrency &&
    before.yearlyAmount === after.yearlyAmount &&
    before.trialDays === after.trialDays;
  if (same) return;
  await appendAudit(tx, ctx, {
    actorId,
    action: "strategy.priced",
    subject: "strategy",
    subjectId: strategyId,
    detail: {
      currency: after.priceCurrency,
      monthly: after.priceAmount,
      yearly: after.yearlyAmount,
      trialDays: after.trialDays,
      monthlyWas: before.priceAmount,
      yearlyWas: before.yearlyAmount,
      trialDaysWas: before.trialDays,
    },
  });
}
