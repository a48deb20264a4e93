import type { Ctx } from "@/lib/ports/ctx";
import { postCharge } from "./post-charge.ts";
import { whileLocked } from "./repository.ts";

/** Books what a charge has become: lock, retrieve, post what is not posted yet. */
export async function syncCharge(ctx: Ctx, id: string): Promise<void> {
  await whileLocked(ctx.db, id, async () => {
    const charge = await ctx.payments.getCharge(id);
    if (charge !== null) await ctx.db.transaction((tx) => postCharge(ctx, tx, charge));
  });
}
