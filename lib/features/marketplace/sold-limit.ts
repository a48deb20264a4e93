import { planOf } from "@/lib/features/accounts/queries";
import { PLAN_LIMITS, PLAN_NAMES, planOffer } from "@/lib/kernel/platform-plan";
import { countOnSale, type Reader } from "./repository.ts";

/** Why one more strategy at this price goes beyond the provider's plan; null: it does not. What is on sale already stays on sale. */
export async function soldLimit(db: Reader, providerId: string, priceAmount: number): Promise<string | null> {
  if (priceAmount === 0) return null;
  const plan = await planOf(db, providerId);
  const { strategiesSold: max } = PLAN_LIMITS[plan];
  const onSale = await countOnSale(db, providerId);
  if (onSale < max) return null;
  return `Your plan ${PLAN_NAMES[plan]} lets ${max} paid strategies be on sale; ${onSale} are. ${planOffer("strategiesSold", onSale + 1)}`;
}
