import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { clientByIdOrEmail } from "./client-queries.ts";
import { writePlan } from "./write-plan.ts";

/**
 * Puts an account on a plan by hand, from now on: what was started under the old one goes on. The same plan again changes nothing. A plan that
 * is paid for comes back with the next word of the payment service.
 */
export async function setPlan(
  ctx: Pick<Ctx, "db" | "ids" | "clock">,
  idOrEmail: string,
  plan: PlatformPlan,
): Promise<Result<{ userId: string; from: PlatformPlan; to: PlatformPlan }, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const client = await clientByIdOrEmail(tx, idOrEmail);
    if (client === null) return refuse("not_found", `There is no account ${idOrEmail}.`);
    const { id: userId } = client;
    const from = await writePlan(tx, ctx, { userId, plan, actorId: null, why: "set by hand" });
    return done({ userId, from, to: plan });
  });
}
