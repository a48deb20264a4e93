import { customerOf } from "@/lib/features/subscriptions/open-checkout";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";

/** A link to the payment service's own billing pages: card, invoices, cancelling. */
export async function openPortal(ctx: Ctx, actor: Actor): Promise<Result<{ url: string }, never>> {
  const customerId = await customerOf(ctx, actor.userId);
  const url = await ctx.payments.openPortal(
    customerId,
    `${ctx.config.baseUrl}/billing`,
    `portal:${ctx.ids.make("request")}`,
  );
  return done({ url });
}
