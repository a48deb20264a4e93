import { appendEvent } from "@/lib/events/outbox";
import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { insertOffer, otherPrices } from "./offer-repository.ts";
import { findForSale } from "./repository.ts";

/** A rise is told so long before the first payment at it. */
const TOLD_AHEAD_MS = 30 * DAY_MS;

/**
 * Asks every subscriber of a strategy who pays another price than today's to move to it. A rise needs his yes and begins 30 days after it was
 * told; a price that became lower is simply his from the next payment on.
 */
export async function offerPrice(
  ctx: Ctx,
  actor: Actor,
  { strategyId }: { readonly strategyId: string },
): Promise<Result<{ asked: number; lowered: number }, "not_found" | "conflict">> {
  const strategy = await findForSale(ctx.db, strategyId);
  if (strategy === null || strategy.providerId !== actor.userId) return refuse("not_found");
  const now = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    const others = await otherPrices(tx, strategyId);
    if (others.length === 0) return refuse("conflict", "Everybody pays today's price, or was asked already.");
    for (const { subscriptionId, userId, pays, today } of others) {
      const lower = today < pays;
      const offerId = ctx.ids.make("priceOffer");
      await insertOffer(tx, {
        id: offerId,
        subscriptionId,
        amount: today,
        offeredAt: now,
        fromAt: lower ? now : utcMs(now + TOLD_AHEAD_MS),
        agreedAt: lower ? now : null,
      });
      await appendEvent(tx, now, { type: "price.offered", offerId, userId });
    }
    const lowered = others.filter(({ pays, today }) => today < pays).length;
    const asked = others.length - lowered;
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "price.offered",
      subject: "strategy",
      subjectId: strategyId,
      detail: { asked, lowered },
    });
    return done({ asked, lowered });
  });
}
