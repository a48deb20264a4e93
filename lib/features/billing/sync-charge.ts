import type { Ctx } from "@/lib/ports/ctx";
import { postCharge } from "./post-charge.ts";
import { lockObject } from "./repository.ts";

const LOCKED = { timeoutMs: 30_000 } as const; // the charge is read from Stripe while it is held

/** Books what a charge has become: lock, retrieve, post what is not posted yet. */
export async function syncCharge(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lockObject(tx, id);
    const charge = await ctx.payments.getCharge(id);
    if (charge !== null) await postCharge(ctx, tx, charge);
  }, LOCKED);
}
