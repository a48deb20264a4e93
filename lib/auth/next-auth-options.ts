import "server-only";
import { cookies, headers } from "next/headers";
import type { Account, NextAuthOptions, Profile } from "next-auth";
import Auth0 from "next-auth/providers/auth0";
import Credentials from "next-auth/providers/credentials";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import { z } from "zod";
import { loginInput } from "@/lib/features/accounts/input";
import { type OAuthIdentity, userOfOAuth } from "@/lib/features/accounts/oauth-sign-in";
import { liveSession, userToSignIn } from "@/lib/features/accounts/queries";
import { endSessionsIn } from "@/lib/features/accounts/revoke-sessions";
import { openBrowserSession, signInBrowser } from "@/lib/features/accounts/sign-in";
import { claimReferral } from "@/lib/features/affiliates/claim-referral";
import { AppError } from "@/lib/kernel/errors";
import { getCtx } from "@/lib/runtime/ctx";
import { readRef } from "@/lib/runtime/ref-cookie";
import { whereFrom } from "@/lib/runtime/where-from";
import { forgetActors } from "./actor-cache.ts";
import { authSettings } from "./auth-settings.ts";
import { startPending } from "./browser-session.ts";
import { COOKIE_SEC, cookieOptions, sessionCookieName } from "./session-cookie.ts";

/**
 * next-auth for the browser. Its token carries a user and a session id and nothing else: role, name and whether the session lives are
 * asked of the rows. What a client posts to /api/auth/session is never copied into the token.
 */
export function nextAuthOptions(): NextAuthOptions {
  const settings = authSettings();
  return {
    secret: settings.secret,
    session: { strategy: "jwt", maxAge: COOKIE_SEC },
    useSecureCookies: settings.secure,
    cookies: { sessionToken: { name: sessionCookieName(), options: cookieOptions(COOKIE_SEC) } },
    pages: { signIn: "/login", error: "/login", verifyRequest: "/verify", newUser: "/welcome" },
    providers: providers(),
    logger: {
      error: (code, metadata) => getCtx().log.warn({ code, err: reasonOf(metadata) }, "next-auth"),
      warn: (code) => getCtx().log.debug({ code }, "next-auth"),
      debug: () => undefined,
    },
    callbacks: {
      async signIn({ user, account, profile }) {
        if (account === null || account.type === "credentials") return true;
        const ctx = getCtx();
        const joins = claimReferral(ctx, readRef(await cookies()));
        const found = await userOfOAuth(ctx, identityOf(account, profile, user), whereFrom(await headers()), joins);
        if (!found.ok) return found.reason === "denied" ? false : "/login?error=OAuthAccountNotLinked";
        if (found.value.user.totpEnabledAt !== null) {
          await startPending({ userId: found.value.user.id, via: "oauth" });
          return "/login/mfa";
        }
        user.id = found.value.user.id;
        return true;
      },
      async jwt({ token, user, account }) {
        if (account === null || account === undefined) return { uid: token.uid, sid: token.sid };
        if (account.type === "credentials") {
          const sid = (user as { sessionId?: string }).sessionId;
          return { uid: user.id, sid };
        }
        const ctx = getCtx();
        const row = await userToSignIn(ctx.db, user.id);
        if (row === null) throw new AppError("unauthenticated");
        const opened = await openBrowserSession(ctx, row, whereFrom(await headers()), "oauth", null);
        if (!opened.ok) throw new AppError("unauthenticated");
        return { uid: row.id, sid: opened.value.sessionId };
      },
      async session({ session, token }) {
        const row = typeof token.sid === "string" ? await liveSession(getCtx().db, token.sid) : null;
        if (row === null || row.userId !== token.uid) return { expires: session.expires };
        return { expires: session.expires, user: { name: row.name, email: row.email } };
      },
      redirect({ url, baseUrl }) {
        // Judged as a browser reads it: "/\evil.example" and "/\t/evil.example" lead elsewhere though they begin with a slash.
        const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : null;
        return target?.origin === new URL(baseUrl).origin ? target.toString() : baseUrl;
      },
    },
    events: {
      async signOut({ token }) {
        const ctx = getCtx();
        const { uid, sid } = token;
        if (typeof uid !== "string" || typeof sid !== "string") return;
        await ctx.db.transaction((tx) => endSessionsIn(tx, ctx, uid, { only: sid }, "signed out"));
        forgetActors(uid);
      },
    },
  };
}

function providers(): NextAuthOptions["providers"] {
  const { github, google, auth0 } = authSettings();
  return [
    Credentials({
      name: "Password",
      credentials: { email: {}, password: {}, totp: {} },
      async authorize(given) {
        const { email, password, totp } = given ?? {};
        const input = loginInput.safeParse({ email, password, ...(totp === undefined || totp === "" ? {} : { totp }) });
        if (!input.success) return null;
        const signedIn = await signInBrowser(getCtx(), input.data, whereFrom(await headers()));
        if (signedIn.ok) {
          const { user, sessionId } = signedIn.value;
          return { id: user.id, email: user.email, name: user.name, sessionId };
        }
        // next-auth hands the message of this error to the page, and only that.
        if (signedIn.reason !== "invalid_credentials") throw new Error(signedIn.reason.toUpperCase());
        return null;
      },
    }),
    ...(github === null ? [] : [GitHub({ ...github, userinfo: { url: GITHUB_USER, request: githubProfile } })]),
    ...(google === null ? [] : [Google(google)]),
    ...(auth0 === null ? [] : [Auth0(auth0)]),
  ];
}

const GITHUB_USER = "https://api.github.com/user";

/** The profile with the one address that counts: primary and verified. What the profile shows may be neither. */
async function githubProfile({ tokens }: { tokens: { access_token?: string | undefined } }): Promise<Profile> {
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`${GITHUB_USER}${path}`, {
      headers: { authorization: `Bearer ${tokens.access_token}`, accept: "application/vnd.github+json" },
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
    return response.json();
  };
  const [profile, emails] = await Promise.all([ask(""), ask("/emails")]);
  const own = githubEmails.parse(emails).find(({ primary, verified }) => primary && verified);
  const { name, login, ...rest } = githubUser.parse(profile);
  return { ...rest, login, name: name ?? login, ...(own === undefined ? {} : { email: own.email }) } as Profile;
}

const githubUser = z.object({ id: z.number(), login: z.string(), name: z.string().nullish(), avatar_url: z.string() });
const githubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** GitHub's address was checked by githubProfile; the others say in the profile whether it is confirmed. */
function identityOf(
  account: Account,
  profile: Profile | undefined,
  user: { email?: string | null; name?: string | null },
): OAuthIdentity {
  const claims = (profile ?? {}) as Record<string, unknown>;
  return {
    provider: account.provider,
    providerAccountId: account.providerAccountId,
    email: user.email ?? null,
    emailVerified: account.provider === "github" || claims.email_verified === true,
    name: user.name ?? null,
  };
}

function reasonOf(metadata: unknown): string {
  if (metadata instanceof Error) return metadata.message;
  const { error } = (typeof metadata === "object" && metadata !== null ? metadata : {}) as { error?: unknown };
  return error instanceof Error ? error.message : "";
}
