import type { Db } from "@/lib/db/client";
import { PLAN_PAGE } from "@/lib/kernel/platform-plan";
import { findProvider } from "./repository.ts";
import { SALE_WORDS, saleRefusal } from "./sale.ts";
import { soldLimit } from "./sold-limit.ts";

/** What stands between a strategy at this price and its sale, and where it is mended; null: nothing. */
export async function saleState(
  db: Db,
  providerId: string,
  priceAmount: number,
): Promise<{ readonly text: string; readonly href: string; readonly link: string } | null> {
  const refused = saleRefusal(priceAmount, await findProvider(db, providerId));
  if (refused === null) {
    const beyond = await soldLimit(db, providerId, priceAmount);
    return beyond === null ? null : { text: beyond, href: PLAN_PAGE, link: "Choose a plan" };
  }
  return refused === "payouts_not_ready"
    ? { text: SALE_WORDS[refused], href: "/provider/earnings", link: "Set up payouts" }
    : { text: SALE_WORDS[refused], href: "/settings/profile", link: "Confirm your address" };
}
