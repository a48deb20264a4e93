import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { ReviewFlagInput } from "./input.ts";
import { insertReview } from "./repository.ts";

/** Writes down what an admin decided about a flag and why; a later decision stands beside it, nothing is overwritten. */
export async function reviewFlag(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  admin: Pick<Actor, "userId">,
  { flagId, verdict, note }: ReviewFlagInput,
): Promise<Result<null, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const at = ctx.clock.now();
    const id = ctx.ids.make("complianceReview");
    const flag = await insertReview(tx, { id, flagId, adminId: admin.userId, verdict, note, at });
    if (flag === null) return refuse("not_found", "There is no such flag.");
    await appendAudit(tx, ctx, {
      actorId: admin.userId,
      action: "compliance.reviewed",
      subject: "compliance_flag",
      subjectId: flagId,
      detail: { verdict, note, userId: flag.userId },
    });
    return done(null);
  });
}
