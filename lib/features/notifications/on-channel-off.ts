import type { StoredEvent } from "@/lib/events/catalogue";
import { CHANNEL_WORDS } from "@/lib/features/deliveries/channel";
import { getChannel } from "@/lib/features/deliveries/queries";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";

/** A channel was turned off because its other end is gone: its owner would otherwise wait for messages that never come. */
export async function onChannelOff(
  ctx: Ctx,
  { channelId, userId }: { readonly channelId: string; readonly userId: string },
  stored: StoredEvent,
): Promise<void> {
  const channel = await getChannel(ctx.db, userId, channelId);
  if (channel === null || channel.state !== "OFF") return;
  await notify(ctx, [
    {
      userId,
      kind: "system",
      title: `${CHANNEL_WORDS[channel.kind]} is off`,
      body: `${channel.label}: ${channel.stateReason ?? "nothing can be sent there"}. Connect it again in the settings.`,
      link: "/settings/notifications",
      dedupeKey: `channel:${channelId}:${stored.id}`,
      at: utcMs(stored.at),
    },
  ]);
}
