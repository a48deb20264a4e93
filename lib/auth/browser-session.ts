import "server-only";
import { cookies } from "next/headers";
import type { FirstFactor, SignedIn } from "@/lib/features/accounts/sign-in";
import {
  COOKIE_SEC,
  cookieOptions,
  decodePending,
  encodePending,
  encodeSession,
  PENDING_SEC,
  pendingCookieName,
  sessionCookieName,
} from "./session-cookie.ts";

/** Gives this browser the session that was opened for it. For server actions and route handlers. */
export async function startBrowserSession(signedIn: SignedIn): Promise<void> {
  const jar = await cookies();
  const value = await encodeSession({ userId: signedIn.user.id, sessionId: signedIn.sessionId });
  jar.set(sessionCookieName(), value, cookieOptions(COOKIE_SEC));
  jar.delete({ name: pendingCookieName(), path: "/" });
}

/** Remembers, encrypted, that the first factor was shown. */
export async function startPending(pending: FirstFactor): Promise<void> {
  (await cookies()).set(pendingCookieName(), await encodePending(pending), cookieOptions(PENDING_SEC));
}

/** Who showed the first factor in this browser in the last ten minutes, or null. */
export async function readPending(): Promise<FirstFactor | null> {
  const value = (await cookies()).get(pendingCookieName())?.value;
  return value === undefined ? null : decodePending(value);
}

/** Takes the session out of this browser. The session's row is ended by its own verb. */
export async function dropBrowserSession(): Promise<void> {
  const jar = await cookies();
  const secure = sessionCookieName().startsWith("__Host-");
  for (const name of [sessionCookieName(), pendingCookieName()]) jar.set(name, "", { ...cookieOptions(0, secure) });
}
