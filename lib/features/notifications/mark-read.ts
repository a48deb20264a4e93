import type { Actor } from "@/lib/kernel/actor";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { MarkReadInput } from "./input.ts";
import { markRead } from "./repository.ts";

/** Marks one's own notifications read: one, those of a kind, or all. @returns how many were unread, and the moment that takes it back */
export async function markNotificationsRead(
  ctx: Pick<Ctx, "db" | "clock">,
  actor: Pick<Actor, "userId">,
  which: MarkReadInput,
): Promise<{ readonly count: number; readonly markedAt: UtcMs }> {
  const markedAt = ctx.clock.now();
  return { count: await markRead(ctx.db, actor.userId, which, markedAt), markedAt };
}
