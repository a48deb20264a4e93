import { headers } from "next/headers";
import { cache } from "react";
import { actorOf } from "@/lib/auth/actor-of";
import type { Actor } from "@/lib/kernel/actor";
import { getCtx } from "@/lib/runtime/ctx";

/**
 * Who looks at this page, or null; asked once a request. For what is shown only: permission is decided by requireRole(), route() and
 * action().
 */
export const viewer = cache(async (): Promise<Actor | null> => {
  const found = await actorOf(getCtx(), await headers()).catch(() => null);
  return found?.via === "cookie" ? found.actor : null;
});
