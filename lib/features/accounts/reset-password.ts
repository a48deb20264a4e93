import { appendEvent } from "@/lib/events/outbox";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import type { ResetInput } from "./input.ts";
import { securityNotice } from "./mails.ts";
import { passwordFault } from "./password-rules.ts";
import { consumeMailToken, dropChannels, mailTokenOwner, updateUser, userById, voidMailTokens } from "./repository.ts";
import { requestMail } from "./request-mail.ts";
import { endSessionsIn } from "./revoke-sessions.ts";
import { dropPendingSeed } from "./second-factor-repository.ts";
import { hashSecret } from "./secret-token.ts";
import { accountKey } from "./throttle.ts";
import { forgetGuesses } from "./throttle-repository.ts";

/**
 * Sets a new password by a mailed link, once. Every session ends; the second factor stays on (ASVS 6.4.3). The link proves the mailbox,
 * so it confirms the address too, unless a second factor was on before anybody had: whoever asked may not be who turned it on (free-address.ts). Where
 * nobody had confirmed it, a stranger may have registered it, and what he had messages sent to is removed.
 */
export async function resetPassword(
  ctx: Ctx,
  input: ResetInput,
): Promise<Result<{ userId: string }, "not_found" | "invalid">> {
  const now = new Date(ctx.clock.now());
  const hash = hashSecret(input.token);
  const found = await mailTokenOwner(ctx.db, hash, "RESET_PASSWORD");
  const user = found === null ? null : await userById(ctx.db, found.user.id);
  if (user === null || user.bannedAt !== null) return tooOldLink();
  const fault = passwordFault(input.password, user);
  if (fault !== null) return refuse("invalid", fault, { password: [fault] });
  const passwordHash = await ctx.passwords.hash(input.password);
  const set = await ctx.db.transaction(async (tx) => {
    if ((await consumeMailToken(tx, hash, "RESET_PASSWORD", now)) === null) return false;
    await voidMailTokens(tx, user.id, "RESET_PASSWORD", now);
    const proven = user.totpEnabledAt === null ? now : null;
    await updateUser(tx, user.id, { passwordHash, emailVerifiedAt: user.emailVerifiedAt ?? proven });
    await dropPendingSeed(tx, user.id);
    if (user.emailVerifiedAt === null) {
      await dropChannels(tx, user.id, "The channel was removed");
      await appendEvent(tx, ctx.clock.now(), { type: "user.changed", userId: user.id });
    }
    await forgetGuesses(tx, accountKey(user.email));
    const link = `${ctx.config.baseUrl}/settings/security`;
    await requestMail(tx, ctx, securityNotice(user.email, "Your password was changed by a mailed link", link));
    await endSessionsIn(tx, ctx, user.id, {}, "password reset");
    await appendAudit(tx, ctx, { actorId: user.id, action: "password.reset", subject: "user", subjectId: user.id });
    return true;
  });
  return set ? done({ userId: user.id }) : tooOldLink();
}

/** What is said of a mailed link that works no more. */
export function tooOldLink() {
  return refuse("not_found", "This link is too old or was used already. Ask for a new one.");
}
