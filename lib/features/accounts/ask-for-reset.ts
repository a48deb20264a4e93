import { appendEvent } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";

/**
 * Notes that someone asks for a new password, for the worker to act on. The request itself looks nothing up, so its answer takes the same
 * time whether the address is known or not.
 */
export async function askForReset(ctx: Ctx, email: string): Promise<void> {
  await ctx.db.transaction((tx) => appendEvent(tx, ctx.clock.now(), { type: "password.reset_requested", email }));
}
