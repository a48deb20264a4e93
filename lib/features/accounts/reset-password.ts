import { appendEvent } from "@/lib/events/outbox";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import type { ResetInput } from "./input.ts";
import { securityNotice } from "./mails.ts";
import { passwordFault } from "./password-rules.ts";
import {
  consumeMailToken,
  dropChannels,
  mailTokenOwner,
  type UserRow,
  updateUser,
  userById,
  voidMailTokens,
} from "./repository.ts";
import { requestMail } from "./request-mail.ts";
import { endSessionsIn } from "./revoke-sessions.ts";
import { disableTotp, dropPendingSeed } from "./second-factor-repository.ts";
import { hashSecret } from "./secret-token.ts";
import { accountKey } from "./throttle.ts";
import { forgetGuesses } from "./throttle-repository.ts";

/**
 * Sets a new password by a mailed link, once. Every session ends; the second factor stays on (ASVS 6.4.3). The link proves the mailbox,
 * so it confirms the address too. Where nobody had confirmed it, a stranger may have registered it: his second factor would keep the owner out
 * for good, so it is turned off, and what he had messages sent to is removed.
 */
export async function resetPassword(
  ctx: Ctx,
  input: ResetInput,
): Promise<Result<{ userId: string }, "not_found" | "invalid">> {
  const now = new Date(ctx.clock.now());
  const hash = hashSecret(input.token);
  const found = await mailTokenOwner(ctx.db, hash, "RESET_PASSWORD");
  const user = found === null ? null : await userById(ctx.db, found.user.id);
  if (user === null || user.bannedAt !== null) return tooOld();
  const fault = passwordFault(input.password, user);
  if (fault !== null) return refuse("invalid", fault, { password: [fault] });
  const passwordHash = await ctx.passwords.hash(input.password);
  const set = await ctx.db.transaction(async (tx) => {
    if ((await consumeMailToken(tx, hash, "RESET_PASSWORD", now)) === null) return false;
    await voidMailTokens(tx, user.id, "RESET_PASSWORD", now);
    await updateUser(tx, user.id, { passwordHash, emailVerifiedAt: user.emailVerifiedAt ?? now });
    await dropPendingSeed(tx, user.id);
    if (user.emailVerifiedAt === null) await takeOver(tx, ctx, user.id);
    await forgetGuesses(tx, accountKey(user.email));
    const link = `${ctx.config.baseUrl}/settings/security`;
    const what = `Your password was changed by a mailed link${endsFactor(user) ? ", and the second factor that was on turned off" : ""}`;
    await requestMail(tx, ctx, securityNotice(user.email, what, link));
    await endSessionsIn(tx, ctx, user.id, {}, "password reset");
    const about = { actorId: user.id, subject: "user", subjectId: user.id };
    if (endsFactor(user)) await appendAudit(tx, ctx, { ...about, action: "second_factor.disabled" });
    await appendAudit(tx, ctx, { ...about, action: "password.reset" });
    return true;
  });
  return set ? done({ userId: user.id }) : tooOld();
}

/** Whether a reset turns the second factor off: it was turned on while nobody had confirmed the address. */
export function endsFactor(user: Pick<UserRow, "emailVerifiedAt" | "totpEnabledAt">): boolean {
  return user.emailVerifiedAt === null && user.totpEnabledAt !== null;
}

/** What was set up before anybody had confirmed the address, and would serve or keep out another than its owner, goes. */
async function takeOver(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  await disableTotp(tx, id);
  await dropChannels(tx, id, "The channel was removed");
  await appendEvent(tx, ctx.clock.now(), { type: "user.changed", userId: id });
}

function tooOld() {
  return refuse("not_found", "This link is too old or was used already. Ask for a new one.");
}
