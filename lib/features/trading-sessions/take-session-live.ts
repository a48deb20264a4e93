import type { Actor } from "@/lib/kernel/actor";
import { type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { StartedSession } from "./begin-session.ts";
import type { TakeLiveInput } from "./input.ts";
import { findSession } from "./repository.ts";
import { type LiveStartRefusal, startFollowing } from "./start-following.ts";

/** Starts what one of the user's own sessions trades, with a size of its own, on his exchange account. The session itself goes on as it is. */
export async function takeSessionLive(
  ctx: Ctx,
  actor: Actor,
  { id, sizing, ...start }: TakeLiveInput,
): Promise<Result<StartedSession, LiveStartRefusal | "not_found">> {
  const session = await findSession(ctx.db, id);
  if (session === null || session.userId !== actor.userId) return refuse("not_found");
  const { strategy, parameters, exchange, symbol, timeframe, settings } = session;
  const plan = { strategy, parameters, exchange, symbol, timeframe, settings: { ...settings, sizing } };
  return startFollowing(ctx, actor, plan, start);
}
