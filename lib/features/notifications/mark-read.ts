import type { Actor } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";
import { markRead } from "./repository.ts";

/** Marks one own notification read, or all of them. @returns how many were unread */
export async function markNotificationsRead(ctx: Ctx, actor: Actor, id: string | null): Promise<number> {
  return markRead(ctx.db, actor.userId, id, ctx.clock.now());
}
