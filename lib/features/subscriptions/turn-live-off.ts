import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { auditLive } from "./audit-live.ts";
import { lockFollow, ownFollow, setMode } from "./repository.ts";

/**
 * Turns live trading of one strategy off: copied on paper from here on. One step, asks for nothing, also where the subscription is over. What is
 * open on the account keeps its stop and gets its exits. Off already: nothing changes.
 */
export function turnLiveOff(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  actor: Pick<Actor, "userId">,
  followId: string,
): Promise<Result<null, "not_found">> {
  const { userId } = actor;
  return ctx.db.transaction(async (tx) => {
    const follow = await ownFollow(tx, userId, followId);
    if (follow === null) return refuse("not_found");
    const { strategyId } = follow;
    if ((await lockFollow(tx, userId, strategyId))?.mode !== "LIVE") return done(null);
    const now = ctx.clock.now();
    await setMode(tx, followId, "PAPER", now);
    await appendEvent(tx, now, { type: "follow.changed", followId, userId, strategyId });
    await auditLive(tx, ctx, actor, followId, "live.off", { mode: "PAPER" });
    return done(null);
  });
}
