import { ACCESS_TOKEN_SEC, signAccessToken } from "@/lib/auth/access-token";
import { authSettings } from "@/lib/auth/auth-settings";
import { refreshCookie } from "@/lib/auth/refresh-cookie";
import { loginInput } from "@/lib/features/accounts/input";
import { signInProgram } from "@/lib/features/accounts/sign-in";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";
import { whereFrom } from "@/lib/runtime/where-from";

export const POST = route(
  { access: "public", credentials: "own", input: loginInput },
  async ({ ctx, input, request }) => {
    const { user, sessionId, refreshToken } = unwrap(await signInProgram(ctx, input, whereFrom(request.headers)));
    const claims = { userId: user.id, sessionId };
    const accessToken = signAccessToken(authSettings().accessKey, ctx.config.baseUrl, claims, ctx.clock.now());
    return Response.json(
      { accessToken, expiresIn: ACCESS_TOKEN_SEC, user },
      { headers: { "set-cookie": refreshCookie(refreshToken) } },
    );
  },
);
