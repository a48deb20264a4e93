import type { Db } from "@/lib/db/client";
import { findOffer, otherPrices } from "./offer-repository.ts";

/** How many present subscribers pay another price than today's and were not asked to change yet. */
export async function countOtherPrices(db: Db, strategyId: string): Promise<number> {
  return (await otherPrices(db, strategyId)).length;
}

/** An offer for its notice, with what is paid now; null: no such offer. */
export const offerForNotice = findOffer;
