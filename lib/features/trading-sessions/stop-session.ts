import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { endSession, findOwn, runningOf } from "./repository.ts";

export interface StoppedSession {
  readonly id: string;
  readonly status: "STOPPED" | "FAILED";
}

const REASON = "You stopped it.";

/**
 * Stops an own session: it takes no candle from this commit on. What it holds on paper is not sold, it stays in the record at the last close.
 * One that has ended stays as it is.
 */
export async function stopSession(
  ctx: Ctx,
  { userId }: Actor,
  id: string,
): Promise<Result<StoppedSession, "not_found">> {
  return ctx.db.transaction(async (tx) => {
    const end = { userId, state: "STOPPED", reason: REASON, text: REASON } as const;
    if (await endSession(tx, ctx.clock.now(), id, end)) {
      const fact = { action: "trading_session.stopped", subject: "tradingSession", subjectId: id };
      await appendAudit(tx, ctx, { actorId: userId, ...fact });
      return done({ id, status: "STOPPED" as const });
    }
    const status = await findOwn(tx, userId, id);
    return status === null ? refuse("not_found") : done({ id, status });
  });
}

/** Stops every running session of a user. @returns their ids */
export async function stopAllSessions(ctx: Ctx, actor: Actor): Promise<readonly string[]> {
  const stopped: string[] = [];
  for (const id of await runningOf(ctx.db, actor.userId)) {
    const result = await stopSession(ctx, actor, id);
    if (result.ok) stopped.push(id);
  }
  return stopped;
}
