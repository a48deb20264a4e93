import { appendAudit } from "@/lib/features/accounts/audit";
import { requireLiveScope } from "@/lib/features/accounts/live-scope";
import { engageSwitchIn } from "@/lib/features/orders/kill-switch";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { endSession, findOwn, modeOf, runningOf } from "./repository.ts";

export interface StoppedSession {
  readonly id: string;
  readonly status: "STOPPED" | "FAILED";
}

const REASON = "You stopped it.";

/**
 * Stops an own session: it takes no candle from this commit on. What it holds on paper is not sold, it stays in the record at the last close. One on a
 * real account enters nothing from this commit on either; `positions` says what becomes of what it holds there. One that has ended stays as it is.
 * @throws AppError "insufficient_scope" where a program without the scope `trade:live` would close on a real account
 */
export async function stopSession(
  ctx: Ctx,
  actor: Pick<Actor, "userId" | "scopes">,
  id: string,
  { positions }: { readonly positions: "keep" | "close" } = { positions: "keep" },
): Promise<Result<StoppedSession, "not_found">> {
  const { userId } = actor;
  return ctx.db.transaction(async (tx) => {
    const end = { userId, state: "STOPPED", reason: REASON, text: REASON } as const;
    const mode = await modeOf(tx, userId, id);
    if (mode === "LIVE" && positions === "close") requireLiveScope(actor, "This session is on a real account");
    if (await endSession(tx, ctx.clock.now(), id, end)) {
      if (mode === "LIVE")
        await engageSwitchIn(ctx, tx, { scope: "SESSION", key: id, by: userId, reason: REASON, positions });
      const fact = { action: "trading_session.stopped", subject: "tradingSession", subjectId: id };
      await appendAudit(tx, ctx, { actorId: userId, ...fact, detail: { mode, positions } });
      return done({ id, status: "STOPPED" as const });
    }
    const status = await findOwn(tx, userId, id);
    return status === null ? refuse("not_found") : done({ id, status });
  });
}

/** Stops every running session of a user. @returns their ids */
export async function stopAllSessions(
  ctx: Ctx,
  actor: Pick<Actor, "userId" | "scopes">,
  how: { readonly positions: "keep" | "close" } = { positions: "keep" },
): Promise<readonly string[]> {
  const stopped: string[] = [];
  for (const id of await runningOf(ctx.db, actor.userId)) {
    const result = await stopSession(ctx, actor, id, how);
    if (result.ok) stopped.push(id);
  }
  return stopped;
}
