import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import { clientByIdOrEmail } from "./queries.ts";
import { updateUser } from "./repository.ts";

/** Puts an account on a plan, from now on: what was started under the old one goes on. The same plan again changes nothing. */
export async function setPlan(
  ctx: Pick<Ctx, "db" | "ids" | "clock">,
  idOrEmail: string,
  plan: PlatformPlan,
): Promise<Result<{ userId: string; from: PlatformPlan; to: PlatformPlan }, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const client = await clientByIdOrEmail(tx, idOrEmail);
    if (client === null) return refuse("not_found", `There is no account ${idOrEmail}.`);
    const { id: userId, plan: from } = client;
    if (from !== plan) {
      await updateUser(tx, userId, { plan });
      await appendAudit(tx, ctx, {
        actorId: null,
        action: "plan.changed",
        subject: "user",
        subjectId: userId,
        detail: { from, to: plan },
      });
    }
    return done({ userId, from, to: plan });
  });
}
