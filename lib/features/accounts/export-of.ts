import type { Actor } from "@/lib/kernel/actor";
import { toIso } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { auditOf } from "./audit-queries.ts";
import { apiTokensOf, devicesOf, profileOf } from "./queries.ts";

/** What accounts keeps of the actor, without secrets and hashes: plain JSON. */
export async function exportOf(ctx: Ctx, actor: Actor): Promise<object> {
  const now = ctx.clock.now();
  const [profile, devices, apiTokens, securityLog] = await Promise.all([
    profileOf(ctx.db, actor.userId),
    devicesOf(ctx.db, actor.userId, new Date(now)),
    apiTokensOf(ctx.db, actor.userId),
    auditOf(ctx.db, actor.userId, 1_000),
  ]);
  return { exportedAt: toIso(now), userId: actor.userId, profile, devices, apiTokens, securityLog };
}
