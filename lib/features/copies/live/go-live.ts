import { beginLive } from "@/lib/features/orders/begin-live";
import { releaseOwnStop } from "@/lib/features/orders/kill-switch";
import { followBehind, type LiveFollowSet, setLiveFollow } from "@/lib/features/subscriptions/set-live-follow";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { firstMissing } from "@/lib/trading/risk/live-gate";
import { readLiveGate } from "./gate.ts";
import type { GoLiveInput } from "./input.ts";
import { lockLive } from "./live-queries.ts";

/**
 * Turns live trading of one strategy on: gate, follow and audit in one transaction under the user's lock, so that two at once cannot pass a plan
 * that lets one. It ends the stop that the user asked for himself by "Stop all". The first condition that is missing is the answer, in words.
 */
export async function goLive(
  ctx: Pick<Ctx, "db" | "clock" | "ids" | "config">,
  actor: Actor,
  subscriptionId: string,
  input: GoLiveInput,
): Promise<Result<LiveFollowSet, "not_found" | "no_access" | "forbidden">> {
  return ctx.db.transaction(async (tx) => {
    await lockLive(tx, actor.userId);
    const behind = await followBehind(tx, ctx, actor.userId, subscriptionId);
    if (!behind.ok) return behind;
    const { strategyId, followId } = behind.value;
    const { credentialId, riskAccepted, phrase, confirmWord } = input;
    const lines = await readLiveGate(
      { ...ctx, db: tx },
      actor,
      { keyId: credentialId, followId },
      { riskAccepted, phrase, confirmWord },
    );
    const missing = firstMissing(lines, "all");
    if (missing !== null) return refuse("forbidden", missing.text);
    await beginLive(tx, credentialId);
    await releaseOwnStop(tx, ctx, actor.userId);
    return done(await setLiveFollow(tx, ctx, actor, { ...input, strategyId, credentialId }));
  });
}
