import { forgetActors } from "@/lib/auth/actor-cache";
import { actorOf } from "@/lib/auth/actor-of";
import { clearedRefreshCookie, refreshTokenOf } from "@/lib/auth/refresh-cookie";
import { cookieOptions, sessionCookieName } from "@/lib/auth/session-cookie";
import { signOutByRefreshToken } from "@/lib/features/accounts/refresh-session";
import { revokeSession } from "@/lib/features/accounts/revoke-sessions";
import { route } from "@/lib/runtime/route";

/** Ends the session behind the refresh cookie, the access token or the browser's cookie: whichever came. Signed out is no error. */
export const POST = route({ access: "public", credentials: "own" }, async ({ ctx, request }) => {
  const token = refreshTokenOf(request.headers);
  if (token !== null) await signOutByRefreshToken(ctx, token);
  const found = await actorOf(ctx, request.headers).catch(() => null);
  if (found?.actor.sessionId != null) await revokeSession(ctx, found.actor, found.actor.sessionId);
  forgetActors(found?.actor.userId);
  const { secure } = cookieOptions(0);
  const response = new Response(null, { status: 204 });
  response.headers.append("set-cookie", clearedRefreshCookie());
  response.headers.append(
    "set-cookie",
    `${sessionCookieName()}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure ? "; Secure" : ""}`,
  );
  return response;
});
