import type { Ctx } from "@/lib/ports/ctx";
import { bookCharge } from "./book-charge.ts";
import { settleTaxed } from "./settle-taxed.ts";
import { syncDispute } from "./sync-dispute.ts";

/**
 * Books what a charge has become, and takes what of a taxed one is not its provider's. A refund of one that was disputed and won has still
 * to take the returned share back.
 */
export async function syncCharge(ctx: Ctx, id: string): Promise<void> {
  const charge = await bookCharge(ctx, id);
  if (charge === null) return;
  await settleTaxed(ctx, id);
  if (charge.refunds.length === 0) return;
  for (const disputeId of charge.disputeIds) await syncDispute(ctx, disputeId);
}
