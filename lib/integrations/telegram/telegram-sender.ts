import { cutText } from "@/lib/kernel/cut-text";
import type { ChannelSender, OutgoingMessage, SendOutcome, ToldItem } from "@/lib/ports/channel-sender";
import type { TelegramAnswer, TelegramApi } from "./telegram-api.ts";

/** Telegram takes 4,096 characters a message, counted after its marks are read. */
const TEXT_MAX = 3_900;

/** Sends messages to chats that were linked by a code. */
export function createTelegramSender(api: TelegramApi): ChannelSender {
  return {
    kind: "TELEGRAM",
    async send(target, message, signal) {
      const answer = await api.call(
        "sendMessage",
        {
          chat_id: target.address,
          text: textOf(message),
          parse_mode: "HTML",
          link_preview_options: { is_disabled: true },
          disable_notification: !message.urgent && message.event !== "signal",
        },
        signal,
      );
      return answer.ok ? { ok: true, receipt: `message ${messageId(answer.result)}` } : refusal(answer);
    },
  };
}

/** Escaped for Telegram's HTML, which knows three characters. Source: core.telegram.org/bots/api, "HTML style". */
function textOf(message: OutgoingMessage): string {
  if (message.items.length === 0) return itemText(message, TEXT_MAX);
  const head = `<b>${escaped(message.title)}</b>`;
  const parts: string[] = [];
  let room = TEXT_MAX - head.length;
  for (const item of message.items) {
    const text = itemText(item, 500);
    if (text.length + 40 > room) break;
    parts.push(text);
    room -= text.length + 2;
  }
  const left = message.items.length - parts.length;
  return [head, ...parts, ...(left === 0 ? [] : [`… and ${left} more on the site`])].join("\n\n");
}

function itemText({ title, body, link }: ToldItem, max: number): string {
  const name = escaped(title);
  const head = link === null ? `<b>${name}</b>` : `<a href="${escaped(link)}"><b>${name}</b></a>`;
  const room = Math.max(0, max - head.length);
  const said = body.length > room ? `${cutText(body, room)}…` : body;
  return said === "" ? head : `${head}\n${escaped(said)}`;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

function messageId(result: unknown): string {
  return typeof result === "object" && result !== null && "message_id" in result ? String(result.message_id) : "";
}

/** What a refusal means. Texts are ours: people read them. */
export function refusal(answer: Extract<TelegramAnswer, { ok: false }>): Extract<SendOutcome, { ok: false }> {
  const { code, description, retryAfterMs } = answer;
  if (code === 429)
    return {
      ok: false,
      kind: "throttled",
      reason: "Telegram asks for fewer messages",
      retryAfterMs: retryAfterMs ?? 30_000,
    };
  // 401 and 404 without a chat are the bot's own token: ours to mend, no word on the chat.
  if (code === 401 || (code === 404 && !/chat/i.test(description)))
    return { ok: false, kind: "retry", reason: "Telegram does not know our bot" };
  if (code === 403) return { ok: false, kind: "gone", reason: "You blocked or left the bot" };
  if (code === 400 && /chat not found|user is deactivated|peer_id_invalid/i.test(description))
    return { ok: false, kind: "gone", reason: "Telegram knows this chat no longer" };
  if (code >= 400 && code < 500)
    return { ok: false, kind: "refused", reason: `Telegram refused the message (${code})` };
  return { ok: false, kind: "retry", reason: code === 0 ? "Telegram did not answer" : `Telegram failed (${code})` };
}
