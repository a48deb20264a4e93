import type { Actor } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";
import { setChecklistHidden } from "./repository.ts";

/** Puts the first-run checklist away for good. */
export async function hideChecklist(ctx: Ctx, actor: Actor): Promise<void> {
  await setChecklistHidden(ctx.db, actor.userId, new Date(ctx.clock.now()));
}
