import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { ChannelSender, ChannelTarget, OutgoingMessage, SendOutcome } from "@/lib/ports/channel-sender";
import type { Clock } from "@/lib/ports/clock";
import type { OutgoingHttp, OutgoingResult } from "@/lib/ports/outgoing-http";
import { outcomeOfFailure, outcomeOfStatus } from "@/lib/ports/send-outcome";
import { readWebhookSecret } from "@/lib/ports/webhook-secret";
import { signedHeaders } from "./sign.ts";

/** One call, for the log of its owner. */
export interface WebhookCall {
  readonly at: UtcMs;
  readonly body: string;
  /** null where there was no answer; then `answer` is why. */
  readonly status: number | null;
  readonly answer: string;
  readonly tookMs: number;
}

export interface WebhookSenderOptions {
  readonly http: OutgoingHttp;
  /** Machine time: for the signature's timestamp, which the other side compares with its own clock. */
  readonly machineNow: () => number;
  /** The rules' clock: for the end of an older secret and the log. */
  readonly clock: Clock;
  /** The body that says a message in the API's shapes. */
  readonly payloadOf: (target: ChannelTarget, message: OutgoingMessage) => Promise<object>;
  /** Writes the call down. */
  readonly record: (target: ChannelTarget, message: OutgoingMessage, call: WebhookCall) => Promise<void>;
}

/** Posts signed JSON to a server of the user's. 410 is the receiver's word that it wants no more (Standard Webhooks, "operational"). */
export function createWebhookSender(options: WebhookSenderOptions): ChannelSender {
  return {
    kind: "WEBHOOK",
    async send(target, message, signal) {
      const { url, secrets } = readWebhookSecret(target.secret, "secret of a webhook");
      const now = options.clock.now();
      const body = JSON.stringify(await options.payloadOf(target, message));
      const live = secrets.filter(({ until }) => until === null || until > now).map(({ secret }) => secret);
      const sentAt = utcMs(options.machineNow());
      const headers = {
        "content-type": "application/json",
        "user-agent": "Heliograph (webhooks)",
        ...signedHeaders({ id: message.id, body, sentAt }, live),
      };
      const result = await options.http.send({ url, method: "POST", headers, body, signal });
      await options.record(target, message, callOf(result, now, body));
      return outcomeOf(result);
    },
  };
}

function callOf(result: OutgoingResult, at: UtcMs, body: string): WebhookCall {
  return result.ok
    ? { at, body, status: result.answer.status, answer: result.answer.body, tookMs: result.answer.tookMs }
    : { at, body, status: null, answer: result.detail, tookMs: result.tookMs };
}

function outcomeOf(result: OutgoingResult): SendOutcome {
  if (!result.ok) return outcomeOfFailure(result);
  const { status, headers } = result.answer;
  if (status >= 200 && status < 300) return { ok: true, receipt: String(status) };
  if (status === 410)
    return { ok: false, kind: "gone", reason: "Your server answered 410: it wants no more messages." };
  const outcome = outcomeOfStatus(status, headers);
  // Redirects are not followed, and no repeat will change that; any other refusal may be a fault that is being mended.
  const mayWorkLater = outcome.kind === "refused" && status >= 400 && status !== 413;
  return mayWorkLater ? { ...outcome, kind: "retry" } : outcome;
}
