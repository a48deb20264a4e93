import type { Ctx } from "@/lib/ports/ctx";
import { lockById, savePlan } from "./repository.ts";

/** Ends a pending plan whose checkout was left. One that has become anything else meanwhile stays. */
export async function expirePlan(ctx: Pick<Ctx, "db" | "clock">, id: string, checkoutId: string | null): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const before = await lockById(tx, id);
    if (before?.status !== "PENDING" || before.stripeCheckoutId !== checkoutId) return;
    await savePlan(tx, id, { status: "EXPIRED", endedAt: ctx.clock.now(), checkoutUrl: null });
  });
}
