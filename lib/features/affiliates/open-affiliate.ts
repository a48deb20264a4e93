import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { invariant } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import { makeCode } from "./affiliate.ts";
import { findAffiliate, insertAffiliate } from "./repository.ts";

/** Gives the actor a code of his own, for good. Asking again answers with the same. */
export async function openAffiliate(ctx: Pick<Ctx, "db" | "ids" | "clock">, actor: Actor): Promise<{ code: string }> {
  return ctx.db.transaction(async (tx) => {
    const { userId } = actor;
    const made = await insertAffiliate(tx, { userId, code: makeCode(ctx.ids.random(10)), createdAt: ctx.clock.now() });
    if (made)
      await appendAudit(tx, ctx, { actorId: userId, action: "affiliate.opened", subject: "user", subjectId: userId });
    const affiliate = await findAffiliate(tx, userId);
    invariant(affiliate !== null, `the code of ${userId} met another's`);
    return { code: affiliate.code };
  });
}
