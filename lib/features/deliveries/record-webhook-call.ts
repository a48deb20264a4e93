import { cutText } from "@/lib/kernel/cut-text";
import { storableText } from "@/lib/kernel/storable-text";
import type { UtcMs } from "@/lib/kernel/time";
import type { ChannelTarget, OutgoingMessage } from "@/lib/ports/channel-sender";
import type { Ctx } from "@/lib/ports/ctx";
import { insertWebhookCall } from "./webhook-repository.ts";

/** Characters kept of what was sent and of what was answered. */
const BODY_MAX = 8_000;
const ANSWER_MAX = 2_000;

/** Writes a call down for its owner. What cannot be written is not worth sending the message again. */
export async function recordWebhookCall(
  ctx: Pick<Ctx, "db" | "log">,
  target: ChannelTarget,
  message: OutgoingMessage,
  call: {
    readonly at: UtcMs;
    readonly body: string;
    readonly status: number | null;
    readonly answer: string;
    readonly tookMs: number;
  },
): Promise<void> {
  const { channelId } = target;
  const body = cutText(call.body, BODY_MAX);
  const answer = cutText(storableText(call.answer), ANSWER_MAX);
  await insertWebhookCall(ctx.db, {
    ...call,
    deliveryId: message.id,
    channelId,
    type: message.event,
    body,
    answer,
  }).catch((error: unknown) => ctx.log.warn({ err: error, channelId }, "a webhook call could not be written down"));
}
