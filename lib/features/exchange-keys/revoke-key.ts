import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { shredKey } from "./repository.ts";

/** Deletes a key: its data key is shredded, so not even a copy of the database made from now on holds it. Its uses stay on record. */
export async function revokeKey(ctx: Ctx, actor: Actor, id: string): Promise<Result<null, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    if (!(await shredKey(tx, id, actor.userId, new Date(ctx.clock.now())))) return refuse("not_found");
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "exchange_key.revoked",
      subject: "exchange_key",
      subjectId: id,
    });
    return done(null);
  });
}
