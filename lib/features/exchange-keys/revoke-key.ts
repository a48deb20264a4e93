import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { keyIds, shredKey } from "./repository.ts";

/**
 * Deletes a key: its data key is shredded, so not even a copy of the database made from now on holds it. Its uses stay on record. Refused while its account
 * `isTraded`, as the feature knows that trades there: what is held could not be left any more.
 */
export async function revokeKey(
  ctx: Ctx,
  actor: Actor,
  id: string,
  isTraded: (tx: Tx, keyId: string) => Promise<boolean>,
): Promise<Result<null, "not_found" | "conflict">> {
  return ctx.db.transaction(async (tx) => {
    const own = await keyIds(tx, actor.userId);
    if (!own.includes(id)) return refuse("not_found");
    if (await isTraded(tx, id))
      return refuse(
        "conflict",
        "This account is traded with the key: turn live trading off, stop its live sessions and close what is open there first. A key that somebody else has is ended at the exchange, or replaced here.",
      );
    return (await revokeIn(tx, ctx, actor.userId, id)) ? done(null) : refuse("not_found");
  });
}

/** The same with every key of a user, in the transaction that closes his account: nobody could delete them afterwards. */
export async function revokeAllKeys(tx: Tx, ctx: Pick<Ctx, "clock" | "ids">, userId: string): Promise<void> {
  for (const id of await keyIds(tx, userId)) await revokeIn(tx, ctx, userId, id);
}

/** False when it was not this user's, or is revoked already. */
async function revokeIn(tx: Tx, ctx: Pick<Ctx, "clock" | "ids">, userId: string, id: string): Promise<boolean> {
  if (!(await shredKey(tx, id, userId, new Date(ctx.clock.now())))) return false;
  await appendAudit(tx, ctx, {
    actorId: userId,
    action: "exchange_key.revoked",
    subject: "exchange_key",
    subjectId: id,
  });
  return true;
}
