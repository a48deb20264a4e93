import type { Ctx } from "@/lib/ports/ctx";
import type { PaidCharge } from "@/lib/ports/payments";
import { postCharge } from "./post-charge.ts";
import { whileLocked } from "./repository.ts";

/** Books what a charge has become: lock, retrieve, post what is not posted yet. @returns it as it was read, null when there is none */
export async function bookCharge(ctx: Ctx, id: string): Promise<PaidCharge | null> {
  return whileLocked(ctx.db, id, async () => {
    const charge = await ctx.payments.getCharge(id);
    if (charge !== null) await ctx.db.transaction((tx) => postCharge(ctx, tx, charge));
    return charge;
  });
}
