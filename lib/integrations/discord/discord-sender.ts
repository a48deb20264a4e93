import { cutText } from "@/lib/kernel/cut-text";
import { shape, text } from "@/lib/kernel/shape";
import { toIso } from "@/lib/kernel/time";
import type { ChannelSender, OutgoingMessage, SendOutcome, ToldItem } from "@/lib/ports/channel-sender";
import type { OutgoingAnswer, OutgoingHttp } from "@/lib/ports/outgoing-http";
import { askedPauseMs, outcomeOfFailure, outcomeOfStatus } from "@/lib/ports/send-outcome";

/** Discord's own limits of an embed (developer documentation, "Embed limits"). */
const TITLE_MAX = 256;
const BODY_MAX = 4_096;
const ALL_MAX = 6_000;
const EMBEDS_MAX = 10;
/** Lamp yellow of the brand; red where it is urgent. */
const COLOUR = 0xe8b339;
const COLOUR_URGENT = 0xd6453d;

const readSecret = shape<{ readonly url: string }>({ url: text });

/**
 * Posts to a channel's webhook. Discord answers 404 once the webhook was deleted, and bans addresses that go on asking: then the channel is
 * gone. Its 429 says how long to wait, in the body with milliseconds.
 */
export function createDiscordSender(http: OutgoingHttp): ChannelSender {
  return {
    kind: "DISCORD",
    async send(target, message, signal) {
      const { url } = readSecret(target.secret, "secret of a Discord channel");
      const result = await http.send({
        url: waiting(url),
        method: "POST",
        headers: { "content-type": "application/json", "user-agent": "Heliograph (webhooks)" },
        body: JSON.stringify(discordBody(message)),
        signal,
      });
      return result.ok ? outcomeOf(result.answer) : outcomeOfFailure(result);
    },
  };
}

/** Discord answers with the message then, whose id is the receipt. An address may name a thread beside (`?thread_id=`). */
function waiting(webhook: string): string {
  const url = new URL(webhook);
  url.searchParams.set("wait", "true");
  return url.href;
}

/** The message as Discord takes it. Mentions in our texts ring nobody: a strategy may be called @everyone. */
export function discordBody(message: OutgoingMessage): object {
  const told = message.items.length === 0 ? [message] : [message, ...message.items];
  const embeds = [];
  let left = ALL_MAX;
  for (const item of told.slice(0, EMBEDS_MAX)) {
    const embed = embedOf(item, message.urgent);
    left -= embed.title.length + embed.description.length;
    if (left < 0) break;
    embeds.push(embed);
  }
  return { username: "Heliograph", embeds, allowed_mentions: { parse: [] } };
}

function embedOf(item: ToldItem, isUrgent: boolean) {
  return {
    title: cut(escapeMarkdown(item.title), TITLE_MAX),
    description: cut(escapeMarkdown(item.body), BODY_MAX),
    color: isUrgent ? COLOUR_URGENT : COLOUR,
    timestamp: toIso(item.at),
    ...(item.link === null ? {} : { url: item.link }),
  };
}

function escapeMarkdown(plain: string): string {
  return plain.replace(/[\\*_~`|>[\]#@]/g, "\\$&");
}

function cut(value: string, max: number): string {
  return value.length <= max ? value : `${cutText(value, max - 1)}…`;
}

function outcomeOf({ status, headers, body }: OutgoingAnswer): SendOutcome {
  if (status >= 200 && status < 300) return { ok: true, receipt: messageId(body) ?? "taken" };
  if (status === 401 || status === 404)
    return { ok: false, kind: "gone", reason: "Discord no longer knows this webhook. Make a new one and add it here." };
  if (status === 429) {
    const pause = bodyPauseMs(body) ?? askedPauseMs(headers, "x-ratelimit-reset-after") ?? 60_000;
    return { ok: false, kind: "throttled", reason: "Discord asks to wait.", retryAfterMs: pause };
  }
  return outcomeOfStatus(status, headers);
}

function field(body: string, name: string): unknown {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, name) : undefined;
  } catch {
    return undefined;
  }
}

function messageId(body: string): string | null {
  const id = field(body, "id");
  return typeof id === "string" && /^\d{1,25}$/.test(id) ? id : null;
}

/** `retry_after`: seconds with a fraction. */
function bodyPauseMs(body: string): number | null {
  const seconds = field(body, "retry_after");
  return typeof seconds === "number" && seconds >= 0 ? Math.ceil(seconds * 1_000) : null;
}
