import type { Db } from "@/lib/db/client";
import { findProvider } from "./repository.ts";
import { SALE_WORDS, saleRefusal } from "./sale.ts";

/** What stands between a strategy at this price and its sale, and where it is mended; null: nothing. */
export async function saleState(
  db: Db,
  providerId: string,
  priceAmount: number,
): Promise<{ readonly text: string; readonly href: string; readonly link: string } | null> {
  const refused = saleRefusal(priceAmount, await findProvider(db, providerId));
  if (refused === null) return null;
  return refused === "payouts_not_ready"
    ? { text: SALE_WORDS[refused], href: "/provider/earnings", link: "Set up payouts" }
    : { text: SALE_WORDS[refused], href: "/settings/profile", link: "Confirm your address" };
}
