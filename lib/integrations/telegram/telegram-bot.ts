import type { BotUpdate, ChatBot } from "@/lib/ports/chat-bot";
import type { TelegramAnswer, TelegramApi } from "./telegram-api.ts";
import { refusal } from "./telegram-sender.ts";

const BOT_COMMANDS = [
  { command: "pnl", description: "Today's result and your paper account" },
  { command: "positions", description: "What is open" },
  { command: "pause", description: "Copy no new signals; what is open runs on" },
  { command: "resume", description: "Copy again what was paused" },
  { command: "stop", description: "Stop all copying, with or without closing" },
] as const;

/** `chatBase`: what opens a chat, without the bot's name (`https://t.me/`). */
export function createTelegramBot(api: TelegramApi, chatBase: string): ChatBot {
  const must = async (...call: Parameters<TelegramApi["call"]>): Promise<unknown> => {
    const answer = await api.call(...call);
    if (answer.ok) return answer.result;
    throw new Error(`Telegram's ${call[0]} failed: ${words(answer)}`);
  };
  return {
    async updates(from, waitSec, signal) {
      const params = {
        offset: Number(from),
        timeout: waitSec,
        limit: 100,
        allowed_updates: ["message", "callback_query", "my_chat_member"],
      };
      const result = await must("getUpdates", params, signal);
      return Array.isArray(result) ? result.flatMap((update: unknown) => readUpdate(update)) : [];
    },
    async say(chatId, text, buttons = []) {
      const answer = await api.call("sendMessage", {
        chat_id: chatId,
        text,
        link_preview_options: { is_disabled: true },
        ...(buttons.length === 0
          ? {}
          : {
              reply_markup: {
                inline_keyboard: buttons.map(({ label, data }) => [{ text: label, callback_data: data }]),
              },
            }),
      });
      if (answer.ok) return true;
      if (["gone", "refused"].includes(refusal(answer).kind)) return false;
      throw new Error(`Telegram's sendMessage failed: ${words(answer)}`);
    },
    async taken(pressId) {
      // Too old a press is an error there and nothing to us.
      await api.call("answerCallbackQuery", { callback_query_id: pressId });
    },
    async address() {
      const me = await must("getMe", {});
      await must("setMyCommands", { commands: BOT_COMMANDS });
      const name = typeof me === "object" && me !== null && "username" in me ? String(me.username) : "";
      return `${chatBase}${name}`;
    },
  };
}

function words(answer: Extract<TelegramAnswer, { ok: false }>): string {
  return answer.code === 0 ? "no answer" : String(answer.code);
}

type Loose = Readonly<Record<string, unknown>>;
const part = (from: unknown, name: string): Loose => {
  const value = typeof from === "object" && from !== null ? (from as Loose)[name] : undefined;
  return typeof value === "object" && value !== null ? (value as Loose) : {};
};

/** Telegram's update in our words; what we do not answer keeps its number alone. */
function readUpdate(update: unknown): readonly BotUpdate[] {
  if (typeof update !== "object" || update === null) return [];
  const { update_id } = update as Loose;
  if (typeof update_id !== "number") return [];
  const number = update_id;
  const message = part(update, "message");
  const chat = part(message, "chat");
  if (typeof message.text === "string" && chat.id !== undefined)
    return [
      {
        type: "text",
        number,
        chatId: String(chat.id),
        isPrivate: chat.type === "private",
        name: String(part(message, "from").first_name ?? chat.first_name ?? "").slice(0, 60),
        text: message.text.slice(0, 200),
      },
    ];
  const press = part(update, "callback_query");
  const pressed = part(part(press, "message"), "chat");
  if (typeof press.data === "string" && pressed.id !== undefined)
    return [
      {
        type: "press",
        number,
        chatId: String(pressed.id),
        pressId: String(press.id ?? ""),
        data: press.data.slice(0, 64),
      },
    ];
  const member = part(update, "my_chat_member");
  if (part(member, "new_chat_member").status === "kicked")
    return [{ type: "blocked", number, chatId: String(part(member, "chat").id ?? "") }];
  return [{ type: "other", number }];
}
