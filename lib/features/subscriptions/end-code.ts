import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { markEnded } from "./code-repository.ts";

/** Takes a code back: nobody new begins with it, who did keeps what it gave. */
export async function endCode(
  ctx: Ctx,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Result<null, "not_found">> {
  return (await markEnded(ctx.db, actor.userId, id, ctx.clock.now())) ? done(null) : refuse("not_found");
}
