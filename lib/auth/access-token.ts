import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { AppError } from "@/lib/kernel/errors";
import { type UtcMs, utcMs } from "@/lib/kernel/time";

/** How long an access token lives; its session is checked besides, at each request. */
export const ACCESS_TOKEN_SEC = 15 * 60;
const AUDIENCE = "heliograph-api";
const HEADER = encode({ alg: "HS256", typ: "JWT" });

const claimsShape = z.object({
  iss: z.string(),
  aud: z.literal(AUDIENCE),
  sub: z.string(),
  sid: z.string(),
  iat: z.number(),
  exp: z.number(),
});

export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
}

/** A JWT that names a user and a session, and nothing that the database should decide. `now` is ctx.clock's. */
export function signAccessToken(key: Uint8Array, issuer: string, claims: AccessClaims, now: UtcMs): string {
  const iat = Math.floor(now / 1_000);
  const { userId: sub, sessionId: sid } = claims;
  const body = encode({ iss: issuer, aud: AUDIENCE, sub, sid, iat, exp: iat + ACCESS_TOKEN_SEC });
  return `${HEADER}.${body}.${mac(key, `${HEADER}.${body}`).toString("base64url")}`;
}

/**
 * Reads an access token. Its header must be ours to the letter: no other algorithm, "none" least of all, is ever looked at.
 * @throws AppError "unauthenticated" for a token that is not ours, "token_expired" for one that was
 */
export function readAccessToken(
  key: Uint8Array,
  issuer: string,
  token: string,
  now: UtcMs,
): AccessClaims & { readonly expiresAt: UtcMs } {
  const [header, body, signature, ...rest] = token.split(".");
  if (header !== HEADER || body === undefined || signature === undefined || rest.length > 0) throw notOurs();
  const given = Buffer.from(signature, "base64url");
  const expected = mac(key, `${header}.${body}`);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw notOurs();
  const claims = claimsShape.safeParse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  if (!claims.success || claims.data.iss !== issuer) throw notOurs();
  if (claims.data.exp * 1_000 <= now) {
    throw new AppError("token_expired", "The access token has expired. Ask /api/auth/refresh for a new one.");
  }
  return { userId: claims.data.sub, sessionId: claims.data.sid, expiresAt: utcMs(claims.data.exp * 1_000) };
}

/** Whether a Bearer text has the form of a JWT; ours or not is another question. */
export function looksLikeJwt(token: string): boolean {
  return token.split(".").length === 3;
}

function mac(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function notOurs(): AppError {
  return new AppError("unauthenticated", "The token is not valid here.");
}
