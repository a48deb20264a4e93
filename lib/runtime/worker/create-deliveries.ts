import { createDispatcher, type Dispatcher } from "@/lib/features/deliveries/dispatcher";
import { createMailSender } from "@/lib/integrations/email/mail-sender";
import type { ChannelSender } from "@/lib/ports/channel-sender";
import type { Ctx } from "@/lib/ports/ctx";
import type { Settings } from "../env.ts";

/** What sends queued messages: one sender a kind of channel that the settings allow. Of another kind nothing is sent, it waits. */
export function createDeliveries(ctx: Ctx, settings: Settings): Dispatcher {
  return createDispatcher(ctx, channelSenders(ctx, settings), { chance: Math.random });
}

function channelSenders(ctx: Ctx, _settings: Settings): readonly ChannelSender[] {
  return [createMailSender(ctx.mailer)];
}
