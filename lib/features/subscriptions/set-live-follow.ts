import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { auditLive } from "./audit-live.ts";
import type { FollowInput } from "./input.ts";
import { findOwn, lockFollow, upsertFollow } from "./repository.ts";
import { hasAccess } from "./subscription.ts";

export interface LiveFollowSet {
  readonly id: string;
  readonly strategyId: string;
}

/** The follow behind a subscription, for who asks its gate; null: none yet. */
export async function followBehind(
  tx: Tx,
  ctx: Pick<Ctx, "clock">,
  userId: string,
  subscriptionId: string,
): Promise<Result<{ readonly strategyId: string; readonly followId: string | null }, "not_found" | "no_access">> {
  const subscription = await findOwn(tx, userId, subscriptionId);
  if (subscription === null) return refuse("not_found");
  if (!hasAccess(subscription, ctx.clock.now()))
    return refuse("no_access", "This subscription gives no access now, so nothing can be followed with it.");
  const follow = await lockFollow(tx, userId, subscription.strategyId);
  return done({ strategyId: subscription.strategyId, followId: follow?.id ?? null });
}

/** Turns a follow to LIVE in the transaction that asked the live gate: whoever calls this has found every condition met. */
export async function setLiveFollow(
  tx: Tx,
  ctx: Pick<Ctx, "clock" | "ids">,
  actor: Pick<Actor, "userId">,
  wish: Pick<FollowInput, "sizing" | "limits"> & { readonly strategyId: string; readonly credentialId: string },
): Promise<LiveFollowSet> {
  const now = ctx.clock.now();
  const { strategyId, credentialId } = wish;
  const { userId } = actor;
  const sizing = { type: wish.sizing.type, value: plain(wish.sizing.value) };
  const saved = await upsertFollow(tx, {
    id: ctx.ids.make("follow"),
    userId,
    strategyId,
    mode: "LIVE",
    credentialId,
    sizing,
    limits: wish.limits ?? {},
    now,
  });
  await appendEvent(tx, now, { type: "follow.changed", followId: saved.id, userId, strategyId });
  await auditLive(tx, ctx, actor, saved.id, "live.on", { credentialId, sizing: `${sizing.type} ${sizing.value}` });
  return { id: saved.id, strategyId };
}
