import { MINUTE_MS, type UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { touchSession } from "./session-repository.ts";

/** Notes that a session is in use, at most once a minute and without making its request wait. */
export function touchDevice(ctx: Ctx, sessionId: string, lastSeenAt: UtcMs): void {
  const now = ctx.clock.now();
  if (now - lastSeenAt < MINUTE_MS) return;
  touchSession(ctx.db, sessionId, new Date(now)).catch((error: unknown) =>
    ctx.log.warn({ err: error, sessionId }, "could not note that a session was seen"),
  );
}
