import { appendEvent } from "@/lib/events/outbox";
import { done, type Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import {
  consumeMailToken,
  dropChannels,
  dropMailTokens,
  lockUser,
  mailTokenOwner,
  updateUser,
  userById,
} from "./repository.ts";
import { tooOldLink } from "./reset-password.ts";
import { endSessionsIn } from "./revoke-sessions.ts";
import { hashSecret } from "./secret-token.ts";
import { closedAddress } from "./user.ts";

/**
 * Whether the link of a mailed reset may free its address: somebody turned a second factor on without ever confirming that the mailbox is his.
 * A reset leaves the factor on (ASVS 6.4.3), so that alone would keep the mailbox's owner out for good.
 */
export async function mayFreeAddress(ctx: Pick<Ctx, "db" | "clock">, token: string): Promise<boolean> {
  const found = await mailTokenOwner(ctx.db, hashSecret(token), "RESET_PASSWORD");
  if (found === null || found.usedAt !== null || found.expiresAt.getTime() <= ctx.clock.now()) return false;
  return isUnproven(await userById(ctx.db, found.user.id));
}

function isUnproven(user: Awaited<ReturnType<typeof userById>>): boolean {
  return user !== null && user.emailVerifiedAt === null && user.totpEnabledAt !== null && user.bannedAt === null;
}

/**
 * Takes an address from an account that never confirmed it, by the mailbox's owner (`mayFreeAddress`): the address can be registered anew. What others
 * rely on stays with the old account, which is suspended for good and signed out everywhere.
 */
export async function freeAddress(ctx: Ctx, token: string): Promise<Result<{ userId: string }, "not_found">> {
  const now = new Date(ctx.clock.now());
  const hash = hashSecret(token);
  const found = await mailTokenOwner(ctx.db, hash, "RESET_PASSWORD");
  if (found === null) return tooOldLink();
  const userId = found.user.id;
  const freed = await ctx.db.transaction(async (tx) => {
    await lockUser(tx, userId);
    if (!isUnproven(await userById(tx, userId))) return false;
    if ((await consumeMailToken(tx, hash, "RESET_PASSWORD", now)) === null) return false;
    await updateUser(tx, userId, { email: closedAddress(userId), bannedAt: now });
    await dropMailTokens(tx, userId);
    await dropChannels(tx, userId, "The address is another's");
    await endSessionsIn(tx, ctx, userId, {}, "address freed");
    await appendEvent(tx, ctx.clock.now(), { type: "user.changed", userId });
    await appendAudit(tx, ctx, { actorId: userId, action: "address.freed", subject: "user", subjectId: userId });
    return true;
  });
  return freed ? done({ userId }) : tooOldLink();
}
