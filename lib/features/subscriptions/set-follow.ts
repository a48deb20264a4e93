import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { plain } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { auditLive } from "./audit-live.ts";
import type { FollowInput } from "./input.ts";
import { findOwn, lockFollow, upsertFollow } from "./repository.ts";
import { hasAccess } from "./subscription.ts";

export interface FollowSet {
  readonly id: string;
  readonly strategyId: string;
  readonly mode: "NOTIFY" | "PAPER";
  readonly sizing: FollowInput["sizing"];
}

/**
 * Decides how a subscriber uses a strategy: told only, or copied on paper. Every mode needs access. This turns live off too, in one step and on
 * record; on it goes at its gate alone (copies/live/go-live.ts).
 */
export async function setFollow(
  ctx: Ctx,
  actor: Actor,
  subscriptionId: string,
  input: FollowInput,
): Promise<Result<FollowSet, "not_found" | "no_access" | "forbidden" | "invalid">> {
  const subscription = await findOwn(ctx.db, actor.userId, subscriptionId);
  if (subscription === null) return refuse("not_found");
  const now = ctx.clock.now();
  if (!hasAccess(subscription, now))
    return refuse("no_access", "This subscription gives no access now, so nothing can be followed with it.");
  if (input.mode === "LIVE") return refuse("forbidden", liveRefusal(ctx, subscriptionId));
  if (input.credentialId !== undefined) {
    return refuse("invalid", undefined, { credentialId: ["An exchange key is used by LIVE only; leave it out."] });
  }
  const { mode } = input;
  const sizing = { type: input.sizing.type, value: plain(input.sizing.value) };
  const follow = await ctx.db.transaction(async (tx) => {
    const { strategyId } = subscription;
    const before = await lockFollow(tx, actor.userId, strategyId);
    const saved = await upsertFollow(tx, {
      id: ctx.ids.make("follow"),
      userId: actor.userId,
      strategyId,
      mode,
      sizing,
      limits: input.limits ?? {},
      now,
    });
    await appendEvent(tx, now, { type: "follow.changed", followId: saved.id, userId: actor.userId, strategyId });
    if (before?.mode === "LIVE") await auditLive(tx, ctx, actor, saved.id, "live.off", { mode });
    return saved;
  });
  return done({ id: follow.id, strategyId: subscription.strategyId, mode, sizing });
}

/** The first gate that is shut, in the words that users of the older systems know. */
function liveRefusal(ctx: Ctx, subscriptionId: string): string {
  if (!ctx.config.tradingEnabled) return "Trading is disabled. Set TRADING_ENABLED=True to enable.";
  if (!ctx.config.allowLive)
    return "Live trading is switched off on this server (ALLOW_LIVE). Follow on paper instead.";
  return `Live trading is turned on by its own step, which shows each condition: Follow settings, Go live, or PUT /api/subscriptions/${subscriptionId}/live.`;
}
