import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { appendAudit } from "./audit.ts";
import { endSessions } from "./session-repository.ts";

/** Ends sessions in the caller's transaction and tells every process, which drops them from its cache and closes their sockets. */
export async function endSessionsIn(
  tx: Tx,
  ctx: Pick<Ctx, "clock" | "ids">,
  userId: string,
  which: { only?: string; except?: string | null },
  why: string,
  actorId: string | null = userId,
): Promise<string[]> {
  const now = ctx.clock.now();
  const ended = await endSessions(tx, userId, which, new Date(now));
  for (const sessionId of ended) await appendEvent(tx, now, { type: "session.revoked", userId, sessionId });
  if (ended.length > 0) {
    await appendAudit(tx, ctx, {
      actorId,
      action: "session.revoked",
      subject: "user",
      subjectId: userId,
      detail: { sessions: ended.length, why },
    });
  }
  return ended;
}

/** Signs out one device of the actor. Another user's session is "not found". */
export async function revokeSession(
  ctx: Ctx,
  actor: Actor,
  sessionId: string,
): Promise<Result<{ sessionId: string }, "not_found">> {
  const why = sessionId === actor.sessionId ? "signed out" : "revoked";
  const ended = await ctx.db.transaction((tx) => endSessionsIn(tx, ctx, actor.userId, { only: sessionId }, why));
  return ended.length === 0 ? refuse("not_found", "This device is signed out already.") : done({ sessionId });
}

/** Signs out every device of the actor, this one too. */
export async function signOutEverywhere(ctx: Ctx, actor: Actor): Promise<number> {
  return (await ctx.db.transaction((tx) => endSessionsIn(tx, ctx, actor.userId, {}, "signed out everywhere"))).length;
}
