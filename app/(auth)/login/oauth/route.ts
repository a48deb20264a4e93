import { oauthChoices } from "@/lib/auth/oauth-choices";
import { ownPath } from "@/lib/auth/own-path";
import { startOAuth } from "@/lib/auth/start-oauth";
import { getCtx } from "@/lib/runtime/ctx";
import { requireOwnOrigin } from "@/lib/runtime/route";

/** The form of the OAuth buttons. A wrong form goes back to the sign-in page: a person stands behind it, not a program. */
export async function POST(request: Request): Promise<Response> {
  const ctx = getCtx();
  const { config } = ctx;
  const back = Response.redirect(new URL("/login?error=OAuthSignin", config.baseUrl), 303);
  try {
    requireOwnOrigin(ctx, request.headers);
    const form = await request.formData();
    const choice = oauthChoices().find(({ id }) => id === form.get("provider"));
    if (choice === undefined) return back;
    const next = form.get("next");
    return await startOAuth(choice.id, ownPath(typeof next === "string" ? next : null, "/dashboard"), config.baseUrl);
  } catch {
    return back;
  }
}
