import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import { planOf } from "./queries.ts";
import { updateUser } from "./repository.ts";

/** Puts an account on a plan within `tx`, on record with why. The same plan again writes nothing. @returns the plan before */
export async function writePlan(
  tx: Tx,
  ctx: Pick<Ctx, "ids" | "clock">,
  { userId, plan, actorId, why }: { userId: string; plan: PlatformPlan; actorId: string | null; why: string },
): Promise<PlatformPlan> {
  const from = await planOf(tx, userId);
  if (from === plan) return from;
  await updateUser(tx, userId, { plan });
  await appendAudit(tx, ctx, {
    actorId,
    action: "plan.changed",
    subject: "user",
    subjectId: userId,
    detail: { from, to: plan, why },
  });
  return from;
}
