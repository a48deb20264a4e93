import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { codeOf, REF_COOKIE_SEC, REF_PARAM } from "@/lib/features/affiliates/affiliate";
import { settings } from "@/lib/runtime/env";
import { REF_COOKIE } from "@/lib/runtime/ref-cookie";

/** Areas of signed-in people. A convenience only: each page asks requireRole() for itself. */
const SIGNED_IN =
  /^\/(dashboard|signals|positions|subscriptions|billing|follows|settings|welcome|affiliate|provider|admin)(\/|$)/;

const HSTS = "max-age=63072000; includeSubDomains";
const DEV = process.env.NODE_ENV !== "production";

/**
 * Every page gets a nonce of its own and the headers that a browser guards it by. `x-nonce` and `x-path` go to the page; the policy goes
 * both ways, since Next takes the nonce for its own scripts from the request's.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const { pathname, search } = request.nextUrl;
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-path", pathname + search);
  headers.set("content-security-policy", policy);
  const signedOut = !request.cookies.getAll().some(({ name }) => name.endsWith("next-auth.session-token"));
  if (signedOut && SIGNED_IN.test(pathname) && ["GET", "HEAD"].includes(request.method)) {
    const login = new URL(`/login?next=${encodeURIComponent(pathname + search)}`, request.url);
    return remembering(request, guarded(NextResponse.redirect(login, 307), policy));
  }
  return remembering(request, guarded(NextResponse.next({ request: { headers } }), policy));
}

/** Who came by an affiliate's link is remembered as his for 30 days, in a cookie of ours that nobody else reads; the last link counts. */
function remembering(request: NextRequest, response: NextResponse): NextResponse {
  const code = codeOf(request.nextUrl.searchParams.get(REF_PARAM));
  if (code !== null) {
    const secure = settings().NEXTAUTH_URL.startsWith("https:");
    response.cookies.set(REF_COOKIE, code, {
      httpOnly: true,
      sameSite: "lax",
      path: "/",
      secure,
      maxAge: REF_COOKIE_SEC,
    });
  }
  return response;
}

function guarded(response: NextResponse, policy: string): NextResponse {
  response.headers.set("content-security-policy", policy);
  if (settings().NEXTAUTH_URL.startsWith("https:")) response.headers.set("strict-transport-security", HSTS);
  return response;
}

/**
 * style-src allows inline: radix, sonner and the charts set styles. Development compiles in the browser, so it may evaluate. A form may
 * lead on to payment and sign-in services, since browsers hold its redirects to form-action; the stand-ins of a sandbox are local.
 */
function contentSecurityPolicy(nonce: string): string {
  const services = settings().PRODUCTION_MODE ? "https:" : "https: http://127.0.0.1:* http://localhost:*";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${DEV ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    `form-action 'self' ${services}`,
    "frame-ancestors 'none'",
  ].join("; ");
}

export const config = {
  // Pages only: API answers are no documents, and files need no nonce.
  matcher: ["/((?!api/|_next/static|_next/image|favicon|sw\\.js$|.*\\.(?:svg|png|ico|txt|webmanifest)$).*)"],
};
