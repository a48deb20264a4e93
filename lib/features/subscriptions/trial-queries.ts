import type { Db } from "@/lib/db/client";
import { hasHad } from "./trial-repository.ts";

/** The free days that this user gets of a strategy: its own, once. */
export async function trialDaysFor(
  db: Db,
  userId: string,
  strategy: { readonly id: string; readonly trialDays: number; readonly monthlyPrice: { readonly amount: number } },
): Promise<number> {
  if (strategy.trialDays === 0 || strategy.monthlyPrice.amount === 0) return 0;
  return (await hasHad(db, userId, strategy.id)) ? 0 : strategy.trialDays;
}
