import { REFRESH_MS } from "@/lib/features/accounts/open-session";
import { authSettings } from "./auth-settings.ts";
import { cookieOf } from "./session-cookie.ts";

const NAME = "heliograph.refresh";

/** Set-Cookie of a refresh token: only our auth endpoints get it back, no script and no other site does. */
export function refreshCookie(token: string): string {
  return cookie(token, Math.floor(REFRESH_MS / 1_000));
}

export function clearedRefreshCookie(): string {
  return cookie("", 0);
}

export function refreshTokenOf(headers: Headers): string | null {
  const value = cookieOf(headers, NAME);
  return value === "" ? null : value;
}

function cookie(value: string, maxAge: number): string {
  const secure = authSettings().secure ? "; Secure" : "";
  return `${NAME}=${value}; Path=/api/auth; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secure}`;
}
