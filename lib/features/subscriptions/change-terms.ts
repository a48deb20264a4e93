import { appendEvent } from "@/lib/events/outbox";
import { appendAudit } from "@/lib/features/accounts/audit";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { countFollower, insertGap, saveTerms, type Tx, upsertFollow } from "./repository.ts";
import { hasAccess, type Subscription } from "./subscription.ts";

type NewTerms = Partial<
  Pick<
    Subscription,
    | "status"
    | "stripeSubscriptionId"
    | "currentPeriodEnd"
    | "trialEndsAt"
    | "cancelAtPeriodEnd"
    | "pastDueSince"
    | "renewalHeldAt"
    | "endedAt"
    | "checkoutUrl"
  >
>;

/**
 * Writes new terms of a locked subscription and everything that follows from them: when access began, how many follow, and the event that
 * opens or closes rooms. Nothing is written and nobody told when nothing changed. Last in its transaction: a change of state is audited.
 */
export async function changeTerms(
  ctx: Ctx,
  tx: Tx,
  before: Subscription,
  change: NewTerms,
  now: UtcMs,
): Promise<Subscription> {
  const terms = { ...before, ...change };
  const accessOpen = hasAccess(terms, now);
  const after: Subscription = {
    ...terms,
    accessOpen,
    activatedAt: terms.activatedAt ?? (accessOpen ? now : null),
    accessEndedAt: accessOpen ? null : before.accessOpen ? now : before.accessEndedAt,
  };
  if (JSON.stringify(after) === JSON.stringify(before)) return before;
  await saveTerms(tx, before.id, after);
  const { id: subscriptionId, userId, strategyId } = before;
  if (accessOpen && !before.accessOpen && before.accessEndedAt !== null)
    await insertGap(tx, subscriptionId, before.accessEndedAt, now);
  if (accessOpen !== before.accessOpen) await countFollower(tx, strategyId, accessOpen ? 1 : -1);
  if (accessOpen && before.activatedAt === null) await startFollow(ctx, tx, userId, strategyId, now);
  await appendEvent(tx, now, {
    type: "subscription.changed",
    subscriptionId,
    userId,
    strategyId,
    hasAccess: accessOpen,
  });
  if (after.status !== before.status || after.cancelAtPeriodEnd !== before.cancelAtPeriodEnd)
    await appendAudit(tx, ctx, {
      actorId: null,
      action: "subscription.changed",
      subject: "subscription",
      subjectId: subscriptionId,
      detail: { userId, strategyId, from: before.status, to: after.status, endsWithPeriod: after.cancelAtPeriodEnd },
    });
  return after;
}

/** A new subscription starts as NOTIFY, also where an earlier one of the same user had copied. */
export async function startFollow(ctx: Ctx, tx: Tx, userId: string, strategyId: string, now: UtcMs): Promise<void> {
  const follow = await upsertFollow(tx, {
    id: ctx.ids.make("follow"),
    userId,
    strategyId,
    mode: "NOTIFY",
    sizing: null,
    limits: null,
    now,
  });
  await appendEvent(tx, now, { type: "follow.changed", followId: follow.id, userId, strategyId });
}
