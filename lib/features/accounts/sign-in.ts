import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { acceptSecondFactor, type FactorKind } from "./accept-second-factor.ts";
import { checkPassword, passwordMark } from "./check-password.ts";
import type { LoginInput } from "./input.ts";
import { BROWSER_SESSION_MS, openSession, REFRESH_MS } from "./open-session.ts";
import { type UserRow, userById } from "./repository.ts";
import { newSecret } from "./secret-token.ts";
import { insertRefreshToken } from "./session-repository.ts";
import { type UserView, userView } from "./user.ts";
import type { WhereFrom } from "./where-from.ts";

export interface SignedIn {
  readonly user: UserView;
  readonly sessionId: string;
}

type SignInRefusal = "invalid_credentials" | "totp_required" | "totp_invalid";

/** Address, password and, where it is on, the second factor. @throws AppError "locked" or "rate_limited" */
async function prove(
  ctx: Ctx,
  input: LoginInput,
  ip: string,
): Promise<Result<{ user: UserRow; factor: FactorKind | null }, SignInRefusal>> {
  const checked = await checkPassword(ctx, input, ip);
  if (!checked.ok) return checked;
  const user = checked.value;
  if (user.totpEnabledAt === null) return done({ user, factor: null });
  if (input.totp === undefined) return refuse("totp_required", "Send the code of your authenticator app as totp.");
  const accepted = await acceptSecondFactor(ctx, user, input.totp);
  if (!accepted.ok)
    return refuse(accepted.reason, accepted.detail, { totp: [accepted.detail ?? "This code is wrong."] });
  return done({ user, factor: accepted.value });
}

/** Signs a program in: a session whose refresh token lives 7 days from each use. */
export async function signInProgram(
  ctx: Ctx,
  input: LoginInput,
  from: WhereFrom,
): Promise<Result<SignedIn & { refreshToken: string }, SignInRefusal>> {
  const proven = await prove(ctx, input, from.ip);
  if (!proven.ok) return proven;
  const { user, factor } = proven.value;
  const now = ctx.clock.now();
  const { secret, hash } = newSecret(ctx.ids);
  const sessionId = await ctx.db.transaction(async (tx) => {
    const id = await openSession(tx, ctx, user, from, { via: "password", factor, lifeMs: REFRESH_MS });
    if (id === null) return null;
    await insertRefreshToken(tx, {
      id: ctx.ids.make("refreshToken"),
      userId: user.id,
      sessionId: id,
      hash,
      createdAt: new Date(now),
      expiresAt: new Date(now + REFRESH_MS),
    });
    return id;
  });
  return sessionId === null ? changed() : done({ user: userView(user), sessionId, refreshToken: secret });
}

/** Signs a browser in by password and, in one go, the second factor. */
export async function signInBrowser(
  ctx: Ctx,
  input: LoginInput,
  from: WhereFrom,
): Promise<Result<SignedIn, SignInRefusal>> {
  const proven = await prove(ctx, input, from.ip);
  if (!proven.ok) return proven;
  return openBrowserSession(ctx, proven.value.user, from, "password", proven.value.factor);
}

/** Who has shown the first factor. `shown`: passwordMark() of the password, which stops counting once there is a new one. */
export type FirstFactor =
  | { readonly userId: string; readonly via: "password"; readonly shown: string }
  | { readonly userId: string; readonly via: "oauth" };

/** The second half of signing in: who showed a password (or an account elsewhere) before now shows the code. */
export async function finishSignIn(
  ctx: Ctx,
  pending: FirstFactor,
  code: string,
  from: WhereFrom,
): Promise<Result<SignedIn, "totp_invalid" | "invalid_credentials">> {
  const user = await userById(ctx.db, pending.userId);
  if (user === null || user.bannedAt !== null) return refuse("totp_invalid");
  if (pending.via === "password" && pending.shown !== passwordMark(user)) return changed();
  const accepted = await acceptSecondFactor(ctx, user, code);
  if (!accepted.ok) return accepted;
  return openBrowserSession(ctx, user, from, pending.via, accepted.value);
}

/** Opens a browser's session for a user whose factors were all shown; refused when they count no more. */
export async function openBrowserSession(
  ctx: Ctx,
  user: UserRow,
  from: WhereFrom,
  via: "password" | "oauth",
  factor: FactorKind | null,
): Promise<Result<SignedIn, "invalid_credentials">> {
  const sessionId = await ctx.db.transaction((tx) =>
    openSession(tx, ctx, user, from, { via, factor, lifeMs: BROWSER_SESSION_MS }),
  );
  return sessionId === null ? changed() : done({ user: userView(user), sessionId });
}

function changed() {
  return refuse("invalid_credentials", "The account has changed meanwhile. Sign in again.");
}
