import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { answer } from "./offer-repository.ts";

/** A subscriber's yes or no to another price. Without one, and after a no, the old price goes on. */
export async function answerOffer(
  ctx: Ctx,
  actor: Actor,
  { id, agrees }: { readonly id: string; readonly agrees: boolean },
): Promise<Result<null, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const { userId: actorId } = actor;
    if (!(await answer(tx, actorId, id, agrees, ctx.clock.now()))) return refuse("not_found");
    const action = agrees ? "price.agreed" : "price.declined";
    await appendAudit(tx, ctx, { actorId, action, subject: "priceOffer", subjectId: id });
    return done(null);
  });
}
