import type { Actor } from "@/lib/kernel/actor";
import { type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { addressOf, addSecretChannel } from "./add-secret-channel.ts";
import { otherChannelsOf } from "./link-repository.ts";
import type { AddPushInput } from "./outside-input.ts";
import { turnOff } from "./turn-off.ts";

/**
 * Adds the browser that its person just allowed to show messages. `device` is its name for people. It shows nothing of another account any
 * more that was turned on there before: someone else sits at it now.
 */
export async function addPush(
  ctx: Ctx,
  actor: Actor,
  { endpoint, p256dh, auth }: AddPushInput,
  device: string,
): Promise<Result<{ id: string }, "invalid" | "conflict" | "unavailable">> {
  const madeFor = ctx.config.pushPublicKey;
  if (madeFor === null) return refuse("unavailable", "Push is not set up on this site.");
  const fault = ctx.outgoing.refuses(endpoint);
  if (fault !== null) return refuse("invalid", fault, { endpoint: [fault] });
  const secret = { endpoint, p256dh, auth, madeFor };
  const kind = "WEB_PUSH";
  const added = await addSecretChannel(ctx, actor, { kind, url: endpoint, label: device, secret });
  if (!added.ok) return added;
  for (const id of await otherChannelsOf(ctx.db, { kind, address: addressOf(endpoint) }, actor.userId))
    await turnOff(ctx, id, "Another account was turned on in this browser");
  return added;
}
