import type { Actor } from "@/lib/kernel/actor";
import type { Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { StartedSession } from "./begin-session.ts";
import type { StartLiveSessionInput } from "./input.ts";
import { planSession } from "./plan-session.ts";
import { type LiveStartRefusal, startFollowing } from "./start-following.ts";

/** Starts a built-in strategy on the user's own exchange account, as it is asked for. */
export async function startLiveSession(
  ctx: Ctx,
  actor: Actor,
  { credentialId, protectPct, maxSlippageBps, riskAccepted, phrase, confirmWord, ...wish }: StartLiveSessionInput,
): Promise<Result<StartedSession, LiveStartRefusal>> {
  const planned = await planSession(ctx, wish);
  if (!planned.ok) return planned;
  const start = { credentialId, protectPct, maxSlippageBps, riskAccepted, phrase, confirmWord };
  return startFollowing(ctx, actor, planned.value, start);
}
