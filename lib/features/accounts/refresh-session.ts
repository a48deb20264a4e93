import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { securityNotice } from "./mails.ts";
import { REFRESH_MS } from "./open-session.ts";
import { userById } from "./repository.ts";
import { requestMail } from "./request-mail.ts";
import { endSessionsIn } from "./revoke-sessions.ts";
import { hashSecret, newSecret } from "./secret-token.ts";
import { insertRefreshToken, prolongSession, refreshTokenByHash, spendRefreshToken } from "./session-repository.ts";
import type { SignedIn } from "./sign-in.ts";
import { userView } from "./user.ts";

/**
 * Trades a refresh token for the next one. A token that was used before is in two hands: its whole family ends, and its owner is told.
 * Of two uses at the same moment one wins, and the other ends the family: a thief cannot win the race unseen.
 */
export async function refreshSession(
  ctx: Ctx,
  token: string,
): Promise<Result<SignedIn & { refreshToken: string }, "unauthenticated">> {
  const now = ctx.clock.now();
  const found = await refreshTokenByHash(ctx.db, hashSecret(token));
  if (found === null || found.user.bannedAt !== null || found.expiresAt.getTime() <= now) return gone();
  const { secret, hash } = newSecret(ctx.ids);
  const renewed = await ctx.db.transaction(async (tx) => {
    if (!(await spendRefreshToken(tx, found.id, new Date(now)))) {
      const ended = await endSessionsIn(
        tx,
        ctx,
        found.userId,
        { only: found.sessionId },
        "refresh token used twice",
        null,
      );
      if (ended.length > 0) {
        const what = "A sign-in was ended because its refresh token was used twice, perhaps by someone else";
        await requestMail(tx, ctx, securityNotice(found.user.email, what, `${ctx.config.baseUrl}/settings/security`));
      }
      return false;
    }
    const until = new Date(now + REFRESH_MS);
    if (!(await prolongSession(tx, found.sessionId, new Date(now), until))) return false;
    await insertRefreshToken(tx, {
      id: ctx.ids.make("refreshToken"),
      userId: found.userId,
      sessionId: found.sessionId,
      hash,
      createdAt: new Date(now),
      expiresAt: until,
    });
    return true;
  });
  if (!renewed) return gone();
  const user = await userById(ctx.db, found.userId);
  if (user === null) return gone();
  return done({ user: userView(user), sessionId: found.sessionId, refreshToken: secret });
}

/** Ends the family of a refresh token. An unknown one is no fault: signed out is signed out. */
export async function signOutByRefreshToken(ctx: Ctx, token: string): Promise<void> {
  const found = await refreshTokenByHash(ctx.db, hashSecret(token));
  if (found === null) return;
  await ctx.db.transaction((tx) => endSessionsIn(tx, ctx, found.userId, { only: found.sessionId }, "signed out"));
}

function gone() {
  return refuse("unauthenticated", "The refresh token is unknown, too old or was used already. Sign in again.");
}
