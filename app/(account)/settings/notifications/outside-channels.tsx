import { DiscordPanel } from "@/components/deliveries/discord-panel";
import { PushPanel } from "@/components/deliveries/push-panel";
import { WebhookPanel } from "@/components/deliveries/webhook-panel";
import { listOutsideChannels } from "@/lib/features/deliveries/outside-queries";
import { getCtx } from "@/lib/runtime/ctx";
import {
  addDiscordAction,
  addPushAction,
  addWebhookAction,
  removeChannelAction,
  sendTestAction,
  turnOnChannelAction,
} from "./outside-actions.ts";

const ACTIONS = { test: sendTestAction, turnOn: turnOnChannelAction, remove: removeChannelAction };

/** The channels that lead outside by an address or a browser: Discord, push, webhooks. */
export async function OutsideChannels({ userId }: { readonly userId: string }) {
  const { db, config } = getCtx();
  const all = await listOutsideChannels(db, userId, ["DISCORD", "WEB_PUSH", "WEBHOOK"]);
  const of = (kind: (typeof all)[number]["kind"]) => all.filter((channel) => channel.kind === kind);
  return (
    <>
      <PushPanel channels={of("WEB_PUSH")} publicKey={config.pushPublicKey} add={addPushAction} actions={ACTIONS} />
      <DiscordPanel channels={of("DISCORD")} add={addDiscordAction} actions={ACTIONS} />
      <WebhookPanel channels={of("WEBHOOK")} add={addWebhookAction} actions={ACTIONS} />
    </>
  );
}
