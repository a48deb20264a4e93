import { userToSignIn } from "@/lib/features/accounts/queries";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { findOwnChannel, setChannelState } from "./channel-repository.ts";
import { otherChannelsOf } from "./link-repository.ts";

/** Rests an own channel, or turns it on again with its failures forgotten, unless its other end is not its owner's any more. */
export async function switchChannel(
  ctx: Ctx,
  actor: Actor,
  { channelId, isOn }: { readonly channelId: string; readonly isOn: boolean },
): Promise<Result<null, "not_found" | "conflict">> {
  const { userId } = actor;
  return ctx.db.transaction(async (tx) => {
    const channel = await findOwnChannel(tx, userId, channelId);
    if (channel === null) return refuse("not_found", "There is no such channel.");
    if (isOn && channel.kind === "TELEGRAM" && (await otherChannelsOf(tx, channel.address, userId)).length > 0)
      return refuse("conflict", "This chat is linked to another account now. Link it again with a new code.");
    if (isOn && channel.kind === "EMAIL" && channel.address !== (await userToSignIn(tx, userId))?.email)
      return refuse("conflict", "This is no longer the address of your account.");
    await setChannelState(tx, userId, channelId, isOn ? "ACTIVE" : "PAUSED", ctx.clock.now());
    return done(null);
  });
}
