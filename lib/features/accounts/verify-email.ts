import { appendEvent } from "@/lib/events/outbox";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { HOUR_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import {
  consumeMailToken,
  mailTokenOwner,
  mailTokensSince,
  updateUser,
  userById,
  voidMailTokens,
} from "./repository.ts";
import { hashSecret } from "./secret-token.ts";
import { sendVerifyMail } from "./send-verify-mail.ts";

/**
 * Confirms the address that a mailed link went to. Opening the link twice is no fault: the second time it says the same. A scanner of
 * mail that opens links confirms nothing but that the mail arrived, which is all that is claimed.
 */
export async function verifyEmail(ctx: Ctx, token: string): Promise<Result<{ userId: string }, "not_found">> {
  const now = new Date(ctx.clock.now());
  const hash = hashSecret(token);
  const userId = await ctx.db.transaction(async (tx) => {
    const owner = await consumeMailToken(tx, hash, "VERIFY_EMAIL", now);
    if (owner === null) return null;
    await updateUser(tx, owner.userId, { emailVerifiedAt: now });
    await voidMailTokens(tx, owner.userId, "VERIFY_EMAIL", now);
    await appendEvent(tx, ctx.clock.now(), { type: "user.changed", userId: owner.userId });
    await appendAudit(tx, ctx, {
      actorId: owner.userId,
      action: "email.verified",
      subject: "user",
      subjectId: owner.userId,
    });
    return owner.userId;
  });
  if (userId !== null) return done({ userId });
  const before = await mailTokenOwner(ctx.db, hash, "VERIFY_EMAIL");
  if (before !== null && before.usedAt !== null && before.user.emailVerifiedAt !== null)
    return done({ userId: before.user.id });
  return refuse("not_found", "This link is too old or was replaced by a newer one. Ask for a new mail.");
}

/** Mails a new link, at most once a minute and five times an hour. */
export async function resendVerifyMail(
  ctx: Ctx,
  userId: string,
): Promise<Result<{ email: string }, "conflict" | "rate_limited">> {
  const now = ctx.clock.now();
  const user = await userById(ctx.db, userId);
  if (user === null || user.emailVerifiedAt !== null) return refuse("conflict", "Your address is confirmed already.");
  const { count, lastAt } = await mailTokensSince(
    ctx.db,
    userId,
    "VERIFY_EMAIL",
    new Date(now - HOUR_MS),
    new Date(now),
  );
  if (count >= 5 || (lastAt !== null && now - lastAt.getTime() < 60_000)) {
    return refuse(
      "rate_limited",
      "We have just sent a mail. Look into your spam folder, or ask again in a few minutes.",
    );
  }
  await ctx.db.transaction((tx) => sendVerifyMail(tx, ctx, user));
  return done({ email: user.email });
}
