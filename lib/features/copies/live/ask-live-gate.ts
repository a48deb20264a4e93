import { followBehind } from "@/lib/features/subscriptions/set-live-follow";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { firstMissing, type LiveGateLine } from "@/lib/trading/risk/live-gate";
import { readLiveGate } from "./gate.ts";

export type { LiveGateLine };

export interface LiveGateView {
  /** Whether what stands is met: what is left is shown at the switch itself. */
  readonly open: boolean;
  readonly conditions: readonly LiveGateLine[];
}

/** The live gate of one's own subscription, before anything is typed. */
export async function askLiveGate(
  ctx: Pick<Ctx, "db" | "clock" | "config">,
  actor: Actor,
  subscriptionId: string,
  keyId: string | null,
): Promise<Result<LiveGateView, "not_found" | "no_access">> {
  const behind = await ctx.db.transaction((tx) => followBehind(tx, ctx, actor.userId, subscriptionId));
  if (!behind.ok) return behind;
  const conditions = await readLiveGate(ctx, actor, { keyId, followId: behind.value.followId });
  return done({ open: firstMissing(conditions, "standing") === null, conditions });
}
