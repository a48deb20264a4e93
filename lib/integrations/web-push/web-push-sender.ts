import webPush from "web-push";
import { optional, shape, text } from "@/lib/kernel/shape";
import { DAY_MS, SECOND_MS, toIso } from "@/lib/kernel/time";
import type { ChannelSender, OutgoingMessage, SendOutcome } from "@/lib/ports/channel-sender";
import type { OutgoingAnswer, OutgoingHttp } from "@/lib/ports/outgoing-http";
import { outcomeOfFailure, outcomeOfStatus } from "@/lib/ports/send-outcome";

/** Our key pair for push services (RFC 8292) and where they reach us when something is wrong. */
export interface Vapid {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly subject: string;
}

/** What a browser gives out when its person presses "Turn on", as PushSubscription.toJSON() has it, and the key of ours that it is bound to. */
const readSecret = shape<{
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  /** Absent: from before it was kept. */
  readonly madeFor?: string | undefined;
}>({
  endpoint: text,
  p256dh: text,
  auth: text,
  madeFor: optional(text),
});

/** A push service keeps a message that long for a browser that is off; an older signal helps nobody. */
const KEPT_MS = DAY_MS;
/** Push services take 4,096 bytes, encrypted; a notification shows some 200 characters. */
const BODY_MAX = 500;

/** Encrypts for the browser (RFC 8291) and hands to its push service, through the guarded HTTP: the endpoint comes from a user's browser. */
export function createWebPushSender(http: OutgoingHttp, vapid: Vapid): ChannelSender {
  return {
    kind: "WEB_PUSH",
    async send(target, message, signal) {
      const { endpoint, p256dh, auth, madeFor } = readSecret(target.secret, "secret of a push channel");
      if (madeFor !== undefined && madeFor !== vapid.publicKey)
        return { ok: false, kind: "gone", reason: "Our key for push has changed. Turn push on again in that browser." };
      const details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, pushPayload(message), {
        vapidDetails: vapid,
        TTL: KEPT_MS / SECOND_MS,
        urgency: message.urgent || message.event === "signal" ? "high" : "normal",
      });
      const headers = Object.fromEntries(Object.entries(details.headers).map(([name, value]) => [name, String(value)]));
      const result = await http.send({ url: endpoint, method: "POST", headers, body: details.body ?? "", signal });
      return result.ok ? outcomeOf(result.answer) : outcomeOfFailure(result);
    },
  };
}

/** What the service worker (public/sw.js) reads. The tag makes a repeat replace its first showing. */
function pushPayload(message: OutgoingMessage): string {
  const body = message.body.length <= BODY_MAX ? message.body : `${message.body.slice(0, BODY_MAX - 1)}…`;
  return JSON.stringify({
    title: message.title.slice(0, 120),
    body,
    link: message.link,
    tag: message.id,
    at: toIso(message.at),
  });
}

function outcomeOf({ status, headers }: OutgoingAnswer): SendOutcome {
  if (status >= 200 && status < 300) return { ok: true, receipt: headers.location?.split("/").at(-1) ?? "taken" };
  if (status === 404 || status === 410)
    return { ok: false, kind: "gone", reason: "The browser ended its subscription. Turn push on there again." };
  // Our key or its signature was refused (RFC 8292 4.2): ours to mend, no word on the message.
  if (status === 401 || status === 403)
    return { ok: false, kind: "retry", reason: `The push service does not take our key (${status}).` };
  return outcomeOfStatus(status, headers);
}
