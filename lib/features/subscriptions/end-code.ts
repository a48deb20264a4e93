import { appendAudit } from "@/lib/features/accounts/audit";
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
  return ctx.db.transaction(async (tx) => {
    const { userId: actorId } = actor;
    if (!(await markEnded(tx, actorId, id, ctx.clock.now()))) return refuse("not_found");
    await appendAudit(tx, ctx, { actorId, action: "promotion_code.ended", subject: "promotionCode", subjectId: id });
    return done(null);
  });
}
