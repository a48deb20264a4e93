import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { setChannelState } from "./channel-repository.ts";

/** Rests an own channel, or turns it on again with its failures forgotten. */
export async function switchChannel(
  ctx: Ctx,
  actor: Actor,
  { channelId, isOn }: { readonly channelId: string; readonly isOn: boolean },
): Promise<Result<null, "not_found">> {
  const state = isOn ? "ACTIVE" : "PAUSED";
  const found = await setChannelState(ctx.db, actor.userId, channelId, state, ctx.clock.now());
  return found ? done(null) : refuse("not_found", "There is no such channel.");
}
