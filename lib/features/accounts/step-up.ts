import type { Actor } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { MINUTE_MS, type UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { acceptSecondFactor } from "./accept-second-factor.ts";
import { userById } from "./repository.ts";
import { markSecondFactor } from "./session-repository.ts";

/**
 * Holds a dangerous act until the second factor was shown on this device in the last `maxAgeMs` (10 minutes).
 * @throws AppError "mfa_required"
 */
export function requireFreshMfa(actor: Actor, now: UtcMs, maxAgeMs: number = 10 * MINUTE_MS): void {
  if (!actor.totpEnabled) {
    throw new AppError("mfa_required", "Turn on the second factor under Settings, Security first.");
  }
  if (actor.mfaAt === null || now - actor.mfaAt > maxAgeMs) {
    throw new AppError(
      "mfa_required",
      "Confirm with a code of your authenticator app first; it counts for ten minutes.",
    );
  }
}

/** Shows the second factor again on this device. */
export async function stepUp(ctx: Ctx, actor: Actor, code: string): Promise<Result<null, "totp_invalid" | "conflict">> {
  const { sessionId } = actor;
  const user = await userById(ctx.db, actor.userId);
  if (user === null || sessionId === null || user.totpEnabledAt === null) {
    return refuse("conflict", "Turn on the second factor under Settings, Security first.");
  }
  const accepted = await acceptSecondFactor(ctx, user, code);
  if (!accepted.ok) return accepted;
  await ctx.db.transaction((tx) => markSecondFactor(tx, sessionId, new Date(ctx.clock.now())));
  return done(null);
}
