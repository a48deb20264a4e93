import type { Actor } from "@/lib/kernel/actor";
import { type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { addSecretChannel } from "./add-secret-channel.ts";
import { hasWebhookPath, isDiscordWebhook } from "./discord-url.ts";
import type { AddDiscordInput } from "./outside-input.ts";

/** Adds a Discord channel by the address of its webhook. Outside production another host may stand in for Discord. */
export async function addDiscord(
  ctx: Ctx,
  actor: Actor,
  input: AddDiscordInput,
): Promise<Result<{ id: string }, "invalid" | "conflict">> {
  const isKnown = isDiscordWebhook(input.url) || (!ctx.config.productionMode && isStandIn(ctx, input.url));
  if (!isKnown) {
    const text = "Paste the webhook's address as Discord shows it: https://discord.com/api/webhooks/…";
    return refuse("invalid", text, { url: [text] });
  }
  const label = input.label === "" ? "Discord" : input.label;
  return addSecretChannel(ctx, actor, { kind: "DISCORD", url: input.url, label, secret: { url: input.url } });
}

function isStandIn(ctx: Ctx, url: string): boolean {
  return URL.canParse(url) && hasWebhookPath(new URL(url).pathname) && ctx.outgoing.refuses(url) === null;
}
