import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { changeAtService } from "./change-at-service.ts";
import { changeTerms } from "./change-terms.ts";
import { findOwn, lockById } from "./repository.ts";
import type { Subscription } from "./subscription.ts";

/** Pauses: nothing is collected, and there is no access until it is resumed. */
export async function pauseSubscription(
  ctx: Ctx,
  actor: Actor,
  subscriptionId: string,
): Promise<Result<Subscription, "not_found" | "conflict">> {
  const present = await findOwn(ctx.db, actor.userId, subscriptionId);
  if (present === null) return refuse("not_found");
  if (present.status !== "ACTIVE") {
    return refuse(
      "conflict",
      `Only an active subscription can be paused; this one is ${present.status.toLowerCase().replace("_", " ")}.`,
    );
  }
  if (present.cancelAtPeriodEnd)
    return refuse("conflict", "It is cancelled and ends by itself. Resume it first if you want to pause it.");
  const { stripeSubscriptionId } = present;
  if (stripeSubscriptionId !== null) {
    const key = `pause:${ctx.ids.make("request")}`;
    return changeAtService(ctx, present, stripeSubscriptionId, () =>
      ctx.payments.pause(stripeSubscriptionId, { by: "SUBSCRIBER" }, key),
    );
  }
  return ctx.db.transaction(async (tx) => {
    const before = (await lockById(tx, subscriptionId)) ?? present;
    if (before.status !== "ACTIVE") return refuse("conflict", "It changed meanwhile. Look again.");
    return done(await changeTerms(ctx, tx, before, { status: "PAUSED" }, ctx.clock.now()));
  });
}
