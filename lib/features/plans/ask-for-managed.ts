import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { ManagedRequestInput } from "./input.ts";
import { insertRequest } from "./managed-repository.ts";

/** Asks for Managed in the user's own words; one request at a time. */
export async function askForManaged(
  ctx: Ctx,
  actor: Actor,
  { message }: ManagedRequestInput,
): Promise<Result<{ id: string }, "conflict">> {
  const id = ctx.ids.make("managedRequest");
  const made = await insertRequest(ctx.db, { id, userId: actor.userId, message, now: ctx.clock.now() });
  return made ? done({ id }) : refuse("conflict", "Your request is here already; we answer with a price.");
}
