import { oauthChoices } from "@/lib/auth/oauth-choices";
import { ownPath } from "@/lib/auth/own-path";
import { startOAuth } from "@/lib/auth/start-oauth";
import { readText } from "@/lib/runtime/body";
import { getCtx } from "@/lib/runtime/ctx";
import { requireOwnOrigin } from "@/lib/runtime/route";

/** Bytes; the longest way on that is taken, percent-encoded, with room. */
const FORM_MAX = 16_000;

/** The form of the OAuth buttons. A wrong form goes back to the sign-in page: a person stands behind it, not a program. */
export async function POST(request: Request): Promise<Response> {
  const ctx = getCtx();
  const { config } = ctx;
  const back = Response.redirect(new URL("/login?error=OAuthSignin", config.baseUrl), 303);
  try {
    requireOwnOrigin(ctx, request.headers);
    const form = new URLSearchParams(await readText(request, FORM_MAX));
    const choice = oauthChoices().find(({ id }) => id === form.get("provider"));
    if (choice === undefined) return back;
    return await startOAuth(choice.id, ownPath(form.get("next"), "/dashboard"), config.baseUrl);
  } catch {
    return back;
  }
}
