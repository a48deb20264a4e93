import { decode, encode } from "next-auth/jwt";
import type { FirstFactor } from "@/lib/features/accounts/sign-in";
import { authSettings } from "./auth-settings.ts";

/** The cookie's own life; the session's row decides before that (SPEC 3, Clock). */
export const COOKIE_SEC = 30 * 24 * 3_600;
/** How long a password counts while the code of the second factor is awaited. */
export const PENDING_SEC = 10 * 60;
const PENDING_SALT = "heliograph pending second factor";

export interface SessionClaims {
  readonly userId: string;
  readonly sessionId: string;
}

export function sessionCookieName(secure = authSettings().secure): string {
  return `${secure ? "__Host-" : ""}next-auth.session-token`;
}

export function pendingCookieName(secure = authSettings().secure): string {
  return `${secure ? "__Host-" : ""}heliograph.pending`;
}

/** Attributes of our cookies: not for scripts, not for other sites' posts, all of our paths. */
export function cookieOptions(maxAge: number, secure = authSettings().secure) {
  return { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge } as const;
}

/** The session cookie's value, in next-auth's own form, so that its endpoints read it too. */
export function encodeSession(claims: SessionClaims): Promise<string> {
  return encode({
    token: { uid: claims.userId, sid: claims.sessionId },
    secret: authSettings().secret,
    maxAge: COOKIE_SEC,
  });
}

/** What a session cookie names, or null for anything that we did not make. */
export async function decodeSession(value: string): Promise<SessionClaims | null> {
  const token = await decode({ token: value, secret: authSettings().secret }).catch(() => null);
  return typeof token?.uid === "string" && typeof token.sid === "string"
    ? { userId: token.uid, sessionId: token.sid }
    : null;
}

/** Who showed the first factor, for an encrypted cookie until the second is shown. */
export function encodePending({ userId, ...first }: FirstFactor): Promise<string> {
  return encode({
    token: { uid: userId, ...first },
    secret: authSettings().secret,
    salt: PENDING_SALT,
    maxAge: PENDING_SEC,
  });
}

export async function decodePending(value: string): Promise<FirstFactor | null> {
  const token = await decode({ token: value, secret: authSettings().secret, salt: PENDING_SALT }).catch(() => null);
  if (typeof token?.uid !== "string") return null;
  const { uid: userId, via, shown } = token;
  if (via === "oauth") return { userId, via };
  return via === "password" && typeof shown === "string" ? { userId, via, shown } : null;
}

/** One cookie of a request's header, decoded. */
export function cookieOf(headers: Pick<Headers, "get">, name: string): string | null {
  for (const part of (headers.get("cookie") ?? "").split(";")) {
    const cut = part.indexOf("=");
    if (cut < 0 || part.slice(0, cut).trim() !== name) continue;
    try {
      return decodeURIComponent(part.slice(cut + 1).trim());
    } catch {
      return null;
    }
  }
  return null;
}
