import "server-only";
import { headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { cache } from "react";
import { type Actor, hasRole, type Role } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import { getCtx } from "@/lib/runtime/ctx";
import { actorOf, type FoundActor } from "./actor-of.ts";
import { ownPath } from "./own-path.ts";

const currentFound = cache(async (): Promise<FoundActor | null> => {
  const found = await actorOf(getCtx(), await headers()).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "unauthenticated" || error.code === "token_expired")) return null;
    throw error;
  });
  return found?.via === "cookie" ? found : null;
});

/** Who looks at this page, or null; asked once a request. A page is a browser's: a token does not open it. */
export async function currentActor(): Promise<Actor | null> {
  return (await currentFound())?.actor ?? null;
}

/** The time zone of the profile of who looks at this page; UTC for a guest. Asked together with him. */
export async function currentZone(): Promise<string> {
  return (await currentFound())?.timeZone ?? "UTC";
}

/** The signed-in reader of this page; anybody else goes to sign in and comes back. */
export async function requireActor(): Promise<Actor> {
  const actor = await currentActor();
  if (actor !== null) return actor;
  const here = ownPath((await headers()).get("x-path"), "/dashboard");
  redirect(`/login?next=${encodeURIComponent(here)}`);
}

/** The reader, if he has the role. Pages of admins do not exist for others, whose try is logged (RELIABILITY M83); those of providers say whom they are for. */
export async function requireRole(role: Role): Promise<Actor> {
  const actor = await requireActor();
  if (hasRole(actor, role)) return actor;
  if (role !== "ADMIN") forbidden();
  const path = (await headers()).get("x-path")?.split("?")[0] ?? null;
  getCtx().log.warn({ path, userId: actor.userId }, "what is for admins was asked for by somebody else");
  notFound();
}
