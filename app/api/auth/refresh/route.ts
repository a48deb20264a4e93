import { ACCESS_TOKEN_SEC, signAccessToken } from "@/lib/auth/access-token";
import { forgetActors } from "@/lib/auth/actor-cache";
import { authSettings } from "@/lib/auth/auth-settings";
import { refreshCookie, refreshTokenOf } from "@/lib/auth/refresh-cookie";
import { refreshSession } from "@/lib/features/accounts/refresh-session";
import { AppError } from "@/lib/kernel/errors";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route({ access: "public", credentials: "own" }, async ({ ctx, request }) => {
  const token = refreshTokenOf(request.headers);
  if (token === null)
    throw new AppError("unauthenticated", "There is no refresh cookie. Sign in with /api/auth/login.");
  const renewed = await refreshSession(ctx, token);
  if (!renewed.ok) forgetActors();
  const { user, sessionId, refreshToken } = unwrap(renewed);
  const claims = { userId: user.id, sessionId };
  const accessToken = signAccessToken(authSettings().accessKey, ctx.config.baseUrl, claims, ctx.clock.now());
  return Response.json(
    { accessToken, expiresIn: ACCESS_TOKEN_SEC, user },
    { headers: { "set-cookie": refreshCookie(refreshToken) } },
  );
});
