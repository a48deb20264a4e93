import type { SessionClaims } from "@/lib/auth/session-cookie";
import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";

/** A device on which `userId` is signed in for a day. @returns what its cookie or access token says */
export async function openDevice(ctx: Ctx, userId: string): Promise<SessionClaims> {
  const sessionId = ctx.ids.make("deviceSession");
  const now = ctx.clock.now();
  const at = { createdAt: new Date(now), lastSeenAt: new Date(now), expiresAt: new Date(now + DAY_MS) };
  await ctx.db.deviceSession.create({ data: { id: sessionId, userId, userAgent: "", ip: "", ...at } });
  return { userId, sessionId };
}
