"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { forgetActors } from "@/lib/auth/actor-cache";
import { dropBrowserSession } from "@/lib/auth/browser-session";
import { currentActor } from "@/lib/auth/require-role";
import { revokeSession } from "@/lib/features/accounts/revoke-sessions";
import { getCtx } from "@/lib/runtime/ctx";
import { requireOwnOrigin } from "@/lib/runtime/route";

/** Ends this browser's session: its row first, so that a copied cookie ends too, then its cookies. */
export async function signOutAction(): Promise<void> {
  const ctx = getCtx();
  requireOwnOrigin(ctx, await headers());
  const actor = await currentActor();
  if (actor?.sessionId != null) {
    await revokeSession(ctx, actor, actor.sessionId);
    forgetActors(actor.userId);
  }
  await dropBrowserSession();
  redirect("/login");
}
