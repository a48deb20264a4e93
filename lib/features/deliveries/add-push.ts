import type { Actor } from "@/lib/kernel/actor";
import { type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { addSecretChannel } from "./add-secret-channel.ts";
import type { AddPushInput } from "./outside-input.ts";

/** Adds the browser that its person just allowed to show messages. `device` is its name for people. */
export async function addPush(
  ctx: Ctx,
  actor: Actor,
  { endpoint, p256dh, auth }: AddPushInput,
  device: string,
): Promise<Result<{ id: string }, "invalid" | "conflict" | "unavailable">> {
  if (ctx.config.pushPublicKey === null) return refuse("unavailable", "Push is not set up on this site.");
  const fault = ctx.outgoing.refuses(endpoint);
  if (fault !== null) return refuse("invalid", fault, { endpoint: [fault] });
  const secret = { endpoint, p256dh, auth };
  return addSecretChannel(ctx, actor, { kind: "WEB_PUSH", url: endpoint, label: device, secret });
}
