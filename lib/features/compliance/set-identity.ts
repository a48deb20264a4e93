import { appendAudit } from "@/lib/features/accounts/audit";
import { clientByIdOrEmail } from "@/lib/features/accounts/client-queries";
import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import { recordIdentity } from "@/lib/features/orders/record-identity";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { SetIdentityInput } from "./input.ts";

/**
 * Records that an admin saw who somebody is, or takes that back: from the next entry on the limits without identity hold no more, or again. Audited
 * with what he saw.
 * @throws AppError "mfa_required"
 */
export async function setIdentity(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  admin: Actor,
  { user, verified, reason }: SetIdentityInput,
): Promise<Result<{ readonly userId: string; readonly verified: boolean }, "not_found" | "conflict">> {
  const now = ctx.clock.now();
  requireFreshMfa(admin, now);
  return ctx.db.transaction(async (tx) => {
    const client = await clientByIdOrEmail(tx, user);
    if (client === null) return refuse("not_found", `There is no account ${user}.`);
    const { id: userId } = client;
    if (!(await recordIdentity(tx, userId, verified, now)))
      return refuse("conflict", `${client.email} is ${verified ? "verified already" : "not verified anyway"}.`);
    await appendAudit(tx, ctx, {
      actorId: admin.userId,
      action: verified ? "identity.verified" : "identity.withdrawn",
      subject: "user",
      subjectId: userId,
      detail: { reason },
    });
    return done({ userId, verified });
  });
}
