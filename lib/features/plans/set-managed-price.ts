import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { ManagedPriceInput } from "./input.ts";
import { savePrice } from "./managed-repository.ts";

/** An admin's answer: the price a month at which its sender may have Managed. Who has it already keeps his price. */
export async function setManagedPrice(
  ctx: Ctx,
  admin: Actor,
  { id, amount }: ManagedPriceInput,
): Promise<Result<{ userId: string }, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const userId = await savePrice(tx, id, { amount, adminId: admin.userId, now: ctx.clock.now() });
    if (userId === null) return refuse("not_found", "There is no such request.");
    await appendAudit(tx, ctx, {
      actorId: admin.userId,
      action: "plan.priced",
      subject: "managed_request",
      subjectId: id,
      detail: { userId, amount },
    });
    return done({ userId });
  });
}
