import { userToSignIn } from "@/lib/features/accounts/queries";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx, Tx } from "@/lib/ports/ctx";
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
    const fault = isOn ? await notTheirs(tx, channel) : null;
    if (fault !== null) return refuse("conflict", fault);
    await setChannelState(tx, userId, channelId, isOn ? "ACTIVE" : "PAUSED", ctx.clock.now());
    return done(null);
  });
}

type Channel = NonNullable<Awaited<ReturnType<typeof findOwnChannel>>>;

/** Why the other end of a channel is not its owner's any more, or null. */
async function notTheirs(tx: Tx, { kind, address, userId }: Channel): Promise<string | null> {
  switch (kind) {
    case "EMAIL": {
      const isTheirs = address === (await userToSignIn(tx, userId))?.email;
      return isTheirs ? null : "This is no longer the address of your account.";
    }
    case "TELEGRAM": {
      const isTheirs = (await otherChannelsOf(tx, { kind, address }, userId)).length === 0;
      return isTheirs ? null : "This chat is linked to another account now. Link it again with a new code.";
    }
    case "WEB_PUSH": {
      const isTheirs = (await otherChannelsOf(tx, { kind, address }, userId)).length === 0;
      return isTheirs ? null : "This browser is on for another account now. Turn it on in the browser itself.";
    }
    default:
      return null;
  }
}
