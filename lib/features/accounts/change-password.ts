import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import type { ChangePasswordInput } from "./input.ts";
import { securityNotice } from "./mails.ts";
import { passwordFault } from "./password-rules.ts";
import { replacePassword, userById } from "./repository.ts";
import { requestMail } from "./request-mail.ts";
import { endSessionsIn } from "./revoke-sessions.ts";
import { dropPendingSeed } from "./second-factor-repository.ts";
import { settleGuess, takeGuess } from "./throttle.ts";

/** Changes the password of whoever knows the old one, and signs out every other device. @throws AppError "locked" or "rate_limited" */
export async function changePassword(
  ctx: Ctx,
  actor: Actor,
  input: ChangePasswordInput,
  ip: string,
): Promise<Result<{ signedOut: number }, "invalid_credentials" | "invalid">> {
  const user = await userById(ctx.db, actor.userId);
  const fault = passwordFault(input.newPassword, actor);
  if (fault !== null) return refuse("invalid", fault, { newPassword: [fault] });
  await takeGuess(ctx, actor.email, ip);
  if (user === null || !(await ctx.passwords.verify(user.passwordHash, input.currentPassword))) return notYours();
  await settleGuess(ctx, actor.email, ip);
  const passwordHash = await ctx.passwords.hash(input.newPassword);
  const ended = await ctx.db.transaction(async (tx) => {
    // A reset may have come while these were computed: it is the last word, not who knew the password before.
    if (!(await replacePassword(tx, user.id, user.passwordHash, passwordHash))) return null;
    await dropPendingSeed(tx, user.id);
    const link = `${ctx.config.baseUrl}/settings/security`;
    await requestMail(tx, ctx, securityNotice(user.email, "Your password was changed", link));
    const signedOut = await endSessionsIn(tx, ctx, user.id, { except: actor.sessionId }, "password changed");
    await appendAudit(tx, ctx, {
      actorId: user.id,
      action: "password.changed",
      subject: "user",
      subjectId: user.id,
      ip,
    });
    return signedOut;
  });
  return ended === null ? notYours() : done({ signedOut: ended.length });
}

function notYours() {
  const detail = "This is not your password.";
  return refuse("invalid_credentials", detail, { currentPassword: [detail] });
}
