import { clientAllowed } from "@/lib/features/accounts/client-allowed";
import { liveApiToken, liveSession } from "@/lib/features/accounts/queries";
import { hashSecret } from "@/lib/features/accounts/secret-token";
import { touchApiToken } from "@/lib/features/accounts/touch-api-token";
import { touchDevice } from "@/lib/features/accounts/touch-device";
import type { Actor } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { clientIp } from "@/lib/runtime/client-ip";
import { looksLikeJwt, readAccessToken } from "./access-token.ts";
import { type CachedActor, cachedActor } from "./actor-cache.ts";
import { authSettings } from "./auth-settings.ts";
import { cookieOf, decodeSession, type SessionClaims, sessionCookieName } from "./session-cookie.ts";

export interface FoundActor {
  readonly actor: Actor;
  /** What he pays the platform for. */
  readonly plan: PlatformPlan;
  /** The zone that his pages show times in. */
  readonly timeZone: string;
  /** How they showed who they are: a browser's cookie needs the Origin check, a token does not. */
  readonly via: "cookie" | "bearer";
  /** When what they showed ends by itself, by ctx.clock; null: never. */
  readonly expiresAt: UtcMs | null;
}

/**
 * Who asks, from the Authorization header or the session cookie, checked against the row of the session or token (at most 1.5 s ago).
 * Null: nobody, or a cookie whose session has ended.
 * @throws AppError "unauthenticated" or "token_expired" on an Authorization header that is wrong, expired or revoked
 */
export async function actorOf(ctx: Ctx, headers: Pick<Headers, "get">): Promise<FoundActor | null> {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new AppError("unauthenticated", "Send Authorization: Bearer and a token.");
    return { ...(await actorOfToken(ctx, token, clientIp(headers))), via: "bearer" };
  }
  const cookie = cookieOf(headers, sessionCookieName());
  if (cookie === null) return null;
  const found = await cachedActor(`cookie ${cookie}`, async () => {
    const claims = await decodeSession(cookie);
    return claims === null ? null : sessionActor(ctx, claims);
  });
  if (found === null || ended(ctx, found)) return null;
  const { actor, plan, timeZone, expiresAt } = found;
  return { actor, plan, timeZone, via: "cookie", expiresAt };
}

/**
 * Who holds an access token or API token. For sockets, which get it in their handshake, as for headers.
 * @throws AppError "unauthenticated" or "token_expired"
 */
async function actorOfToken(ctx: Ctx, token: string, ip: string): Promise<Omit<FoundActor, "via">> {
  if (looksLikeJwt(token)) {
    const claims = readAccessToken(authSettings().accessKey, ctx.config.baseUrl, token, ctx.clock.now());
    const found = await cachedActor(`session ${claims.sessionId} ${claims.userId}`, () => sessionActor(ctx, claims));
    if (found === null || ended(ctx, found)) throw new AppError("unauthenticated", "This sign-in has ended.");
    const { actor, plan, timeZone, expiresAt: sessionEnds } = found;
    const ends = sessionEnds === null ? claims.expiresAt : Math.min(claims.expiresAt, sessionEnds);
    return { actor, plan, timeZone, expiresAt: utcMs(ends) };
  }
  const hash = hashSecret(token);
  const found = await cachedActor(`token ${hash}`, () => apiTokenActor(ctx, hash));
  if (found === null || ended(ctx, found) || !clientAllowed(ip, found.ips)) {
    throw new AppError("unauthenticated", "The token is unknown, revoked, expired or not for this address.");
  }
  const { actor, plan, timeZone, expiresAt } = found;
  return { actor, plan, timeZone, expiresAt };
}

function ended(ctx: Ctx, found: CachedActor): boolean {
  return found.expiresAt !== null && found.expiresAt <= ctx.clock.now();
}

async function sessionActor(ctx: Ctx, claims: SessionClaims): Promise<CachedActor | null> {
  const row = await liveSession(ctx.db, claims.sessionId);
  if (row === null || row.userId !== claims.userId) return null;
  touchDevice(ctx, row.sessionId, utcMs(row.lastSeenAt));
  const { sessionId, userId, role, email, name, emailVerified, totpEnabled } = row;
  const mfaAt = row.mfaAt === null ? null : utcMs(row.mfaAt);
  return {
    actor: { userId, role, email, name, emailVerified, sessionId, scopes: null, mfaAt, totpEnabled },
    plan: row.plan,
    timeZone: row.timeZone,
    expiresAt: utcMs(row.expiresAt),
    ips: [],
  };
}

async function apiTokenActor(ctx: Ctx, hash: string): Promise<CachedActor | null> {
  const row = await liveApiToken(ctx.db, hash);
  if (row === null) return null;
  touchApiToken(ctx, row.tokenId, row.lastUsedAt === null ? null : utcMs(row.lastUsedAt));
  const { userId, role, email, name, emailVerified, totpEnabled, scopes, ips } = row;
  return {
    actor: { userId, role, email, name, emailVerified, sessionId: null, scopes, mfaAt: null, totpEnabled },
    plan: row.plan,
    timeZone: row.timeZone,
    expiresAt: row.expiresAt === null ? null : utcMs(row.expiresAt),
    ips,
  };
}
