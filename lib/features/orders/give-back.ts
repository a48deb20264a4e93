import { dec } from "@/lib/kernel/decimal";
import type { Tx } from "@/lib/ports/ctx";
import { filledUsdOf, lockDayShare, setDayShare } from "./day-share-repository.ts";
import { countDay } from "./limits-repository.ts";

/**
 * Gives a tenant's day back what an ended entry did not use: the part that never filled, and the whole entry when nothing did. Counts from
 * what stands, so it may run again after a late fill and ends at the same sum.
 */
export async function giveBack(tx: Tx, intentId: string): Promise<void> {
  const share = await lockDayShare(tx, intentId);
  if (share === null) return;
  const used = await filledUsdOf(tx, intentId, share);
  const counts = used.gt(0);
  const entries = (counts ? 1 : 0) - (share.counted ? 1 : 0);
  const usd = used.minus(share.counted ? share.usd : dec(0));
  if (entries === 0 && usd.isZero()) return;
  await countDay(tx, share.userId, share.day, entries, usd);
  await setDayShare(tx, intentId, used, counts);
}
