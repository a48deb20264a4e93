import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authSettings } from "./auth-settings.ts";
import { nextAuthOptions } from "./next-auth-options.ts";
import { cookieOptions } from "./session-cookie.ts";

/**
 * Starts a sign-in through another service from a plain form: next-auth wants its own CSRF pair, which its script fetches first. Here the
 * Origin was checked, so the pair is made on the spot, and the way in works without script.
 */
export async function startOAuth(provider: string, next: string, baseUrl: string): Promise<Response> {
  const { secret, secure } = authSettings();
  const csrfToken = randomBytes(32).toString("hex");
  const hash = createHash("sha256").update(`${csrfToken}${secret}`).digest("hex");
  const { maxAge: _session, ...options } = cookieOptions(0);
  (await cookies()).set(`${secure ? "__Host-" : ""}next-auth.csrf-token`, `${csrfToken}|${hash}`, options);
  const request = new NextRequest(`${baseUrl}/api/auth/signin/${provider}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, callbackUrl: new URL(next, baseUrl).toString() }).toString(),
  });
  const context = { params: Promise.resolve({ nextauth: ["signin", provider] }) };
  return NextAuth(nextAuthOptions())(request, context);
}
