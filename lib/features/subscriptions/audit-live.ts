import { type AuditFact, appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import type { Ctx, Tx } from "@/lib/ports/ctx";

/** Turning live trading on and off is on record (SPEC 6). Last in its transaction, as every audit entry. */
export function auditLive(
  tx: Tx,
  ctx: Pick<Ctx, "clock" | "ids">,
  actor: Pick<Actor, "userId">,
  followId: string,
  action: "live.on" | "live.off",
  detail: NonNullable<AuditFact["detail"]>,
): Promise<void> {
  return appendAudit(tx, ctx, { actorId: actor.userId, action, subject: "follow", subjectId: followId, detail });
}
