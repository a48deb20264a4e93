import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { SECOND_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { keyOf } from "./queries.ts";

const BETWEEN_MS = 10 * SECOND_MS;

/** Asks for a check: the worker makes it, since it alone can open a key. Its outcome is on the key within seconds. */
export async function requestCheck(
  ctx: Ctx,
  actor: Actor,
  id: string,
): Promise<Result<null, "not_found" | "conflict">> {
  const key = await keyOf(ctx.db, actor.userId, id);
  if (key === null) return refuse("not_found");
  const now = ctx.clock.now();
  if (now - key.checkedAt.getTime() < BETWEEN_MS) {
    return refuse("conflict", "This key was checked a moment ago. Wait ten seconds.");
  }
  await ctx.db.transaction((tx) =>
    appendEvent(tx, now, { type: "exchange_key.check_requested", keyId: id, userId: actor.userId }),
  );
  return done(null);
}
