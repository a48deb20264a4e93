import { createDispatcher, type Dispatcher } from "@/lib/features/deliveries/dispatcher";
import { recordWebhookCall } from "@/lib/features/deliveries/record-webhook-call";
import { webhookPayload } from "@/lib/features/deliveries/webhook-payload";
import { createDiscordSender } from "@/lib/integrations/discord/discord-sender";
import { createMailSender } from "@/lib/integrations/email/mail-sender";
import { createTelegramSender } from "@/lib/integrations/telegram/telegram-sender";
import { createWebPushSender } from "@/lib/integrations/web-push/web-push-sender";
import { createWebhookSender } from "@/lib/integrations/webhook/webhook-sender";
import type { ChannelSender } from "@/lib/ports/channel-sender";
import type { Ctx } from "@/lib/ports/ctx";
import type { Settings } from "../env.ts";
import { telegramApi } from "./telegram.ts";

/** What sends queued messages: one sender a kind of channel that the settings allow. Of another kind nothing is sent, it waits. */
export function createDeliveries(ctx: Ctx, settings: Settings): Dispatcher {
  return createDispatcher(ctx, channelSenders(ctx, settings), { chance: Math.random });
}

function channelSenders(ctx: Ctx, settings: Settings): readonly ChannelSender[] {
  const { outgoing: http, clock } = ctx;
  const telegram = telegramApi(settings);
  return [
    createMailSender(ctx.mailer),
    ...(telegram === null ? [] : [createTelegramSender(telegram)]),
    createDiscordSender(http),
    ...(settings.VAPID === null ? [] : [createWebPushSender(http, settings.VAPID)]),
    createWebhookSender({
      http,
      clock,
      machineNow: Date.now,
      payloadOf: (target, message) => webhookPayload(ctx, target, message),
      record: (target, message, call) => recordWebhookCall(ctx, target, message, call),
    }),
  ];
}
