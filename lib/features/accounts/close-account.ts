import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import { eraseUser, lockUser, userById } from "./repository.ts";
import { endSessionsIn } from "./revoke-sessions.ts";
import { requireFreshMfa } from "./step-up.ts";
import { settleGuess, takeGuess } from "./throttle.ts";

/** How much of a kind a user still has open (subscriptions, strategies, positions): asked of the feature that keeps it. */
export type CountOpen = (tx: Tx, userId: string) => Promise<number>;

/** Ends what a feature keeps for a user alone (his exchange keys). */
export type EndAll = (tx: Tx, ctx: Ctx, userId: string) => Promise<void>;

/**
 * Closes the actor's account for good: everything personal is erased, `ends` are ended, every device signed out. What others rely on stays without a name:
 * a provider's record, the ledger, the audit log. Refused while any of `business` is open. With a second factor it must be fresh.
 * @throws AppError "mfa_required", "locked" or "rate_limited"
 */
export async function closeAccount(
  ctx: Ctx,
  actor: Actor,
  password: string | undefined,
  ip: string,
  { business, ends }: { readonly business: readonly CountOpen[]; readonly ends: readonly EndAll[] },
): Promise<Result<null, "conflict" | "invalid_credentials">> {
  if (actor.totpEnabled) requireFreshMfa(actor, ctx.clock.now());
  const user = await userById(ctx.db, actor.userId);
  if (user === null) return refuse("conflict");
  if (user.passwordHash !== null) {
    await takeGuess(ctx, user.email, ip);
    if (!(await ctx.passwords.verify(user.passwordHash, password ?? ""))) {
      const detail = "This is not your password.";
      return refuse("invalid_credentials", detail, { password: [detail] });
    }
    await settleGuess(ctx, user.email, ip);
  }
  if (user.role === "ADMIN") return refuse("conflict", "An admin's account is closed by another admin.");
  const now = ctx.clock.now();
  const open = await ctx.db.transaction(async (tx) => {
    await lockUser(tx, user.id); // before the audit log's head, as everyone takes them
    for (const count of business) if ((await count(tx, user.id)) > 0) return true;
    for (const end of ends) await end(tx, ctx, user.id);
    await eraseUser(tx, user.id, new Date(now));
    await endSessionsIn(tx, ctx, user.id, {}, "account closed");
    await appendEvent(tx, now, { type: "user.changed", userId: user.id });
    await appendAudit(tx, ctx, { actorId: user.id, action: "account.closed", subject: "user", subjectId: user.id, ip });
    return false;
  });
  if (!open) return done(null);
  return refuse(
    "conflict",
    "End your plan and your subscriptions, archive your strategies, stop your live sessions, cancel your open orders and close your positions first.",
  );
}
