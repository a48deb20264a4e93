"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { deviceName } from "@/components/accounts/device-name";
import { addDiscord } from "@/lib/features/deliveries/add-discord";
import { addPush } from "@/lib/features/deliveries/add-push";
import { addWebhook } from "@/lib/features/deliveries/add-webhook";
import {
  addDiscordInput,
  addPushInput,
  addWebhookInput,
  outsideChannelInput,
  resendOneInput,
} from "@/lib/features/deliveries/outside-input";
import { removeChannel } from "@/lib/features/deliveries/remove-channel";
import { resendWebhook } from "@/lib/features/deliveries/resend-webhook";
import { resentWords } from "@/lib/features/deliveries/resent-words";
import { rotateWebhook } from "@/lib/features/deliveries/rotate-webhook";
import { sendTest } from "@/lib/features/deliveries/send-test";
import { switchChannel } from "@/lib/features/deliveries/switch-channel";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/settings/notifications";
const LOG = "/settings/notifications/webhooks/[id]";

export const addDiscordAction = action({ access: "user", input: addDiscordInput }, async ({ ctx, actor, input }) => {
  const { id } = unwrap(await addDiscord(ctx, actor, input));
  unwrap(await sendTest(ctx, actor, id));
  revalidatePath(PAGE);
  return { status: "done", message: "Added. A test message is on its way to the channel." };
});

export const addPushAction = action({ access: "user", input: addPushInput }, async ({ ctx, actor, input }) => {
  const device = deviceName((await headers()).get("user-agent") ?? "");
  const { id } = unwrap(await addPush(ctx, actor, input, device));
  unwrap(await sendTest(ctx, actor, id));
  revalidatePath(PAGE);
  return { status: "done" };
});

export const addWebhookAction = action({ access: "user", input: addWebhookInput }, async ({ ctx, actor, input }) => {
  const { secret } = unwrap(await addWebhook(ctx, actor, input));
  revalidatePath(PAGE);
  return { status: "done", data: { secret } };
});

export const rotateWebhookAction = action(
  { access: "user", input: outsideChannelInput },
  async ({ ctx, actor, input }) => {
    const { secret } = unwrap(await rotateWebhook(ctx, actor, input.channelId));
    return { status: "done", data: { secret } };
  },
);

export const sendTestAction = action({ access: "user", input: outsideChannelInput }, async ({ ctx, actor, input }) => {
  unwrap(await sendTest(ctx, actor, input.channelId));
  revalidatePath(PAGE);
  revalidatePath(LOG, "page");
  return { status: "done", message: "A test message is on its way." };
});

export const turnOnChannelAction = action(
  { access: "user", input: outsideChannelInput },
  async ({ ctx, actor, input }) => {
    unwrap(await switchChannel(ctx, actor, { channelId: input.channelId, isOn: true }));
    revalidatePath(PAGE);
    return { status: "done", message: "It is on again." };
  },
);

export const removeChannelAction = action(
  { access: "user", input: outsideChannelInput },
  async ({ ctx, actor, input }) => {
    unwrap(await removeChannel(ctx, actor, input.channelId));
    revalidatePath(PAGE);
    return { status: "done" };
  },
);

export const resendOneAction = action({ access: "user", input: resendOneInput }, async ({ ctx, actor, input }) => {
  unwrap(await resendWebhook(ctx, actor, input));
  revalidatePath(LOG, "page");
  return { status: "done", message: "It is sent again." };
});

export const resendAllAction = action({ access: "user", input: outsideChannelInput }, async ({ ctx, actor, input }) => {
  const again = unwrap(await resendWebhook(ctx, actor, { ...input, deliveryId: null }));
  revalidatePath(LOG, "page");
  return { status: "done", message: resentWords(again) };
});
