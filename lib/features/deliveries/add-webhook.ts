import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { WebhookSecret } from "@/lib/ports/webhook-secret";
import { addSecretChannel } from "./add-secret-channel.ts";
import type { AddWebhookInput } from "./outside-input.ts";
import { secretOf } from "./webhook-secret.ts";

/** Adds a server of the user's. The secret that signs its messages is returned this once. */
export async function addWebhook(
  ctx: Ctx,
  actor: Actor,
  input: AddWebhookInput,
): Promise<Result<{ id: string; secret: string }, "invalid" | "conflict">> {
  const fault = ctx.outgoing.refuses(input.url);
  if (fault !== null) return refuse("invalid", fault, { url: [fault] });
  const secret = secretOf(ctx.ids.random(32));
  const held: WebhookSecret = { url: input.url, secrets: [{ secret, until: null }] };
  const label = input.label === "" ? new URL(input.url).host : input.label;
  const added = await addSecretChannel(ctx, actor, { kind: "WEBHOOK", url: input.url, label, secret: held });
  return added.ok ? done({ id: added.value.id, secret }) : added;
}
