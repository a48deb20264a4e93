import { runBot } from "@/lib/features/deliveries/run-bot";
import { createTelegramApi, type TelegramApi } from "@/lib/integrations/telegram/telegram-api";
import { createTelegramBot } from "@/lib/integrations/telegram/telegram-bot";
import type { Ctx } from "@/lib/ports/ctx";
import type { Settings } from "../env.ts";
import type { LeasedTask } from "../tasks.ts";

type TelegramSettings = Pick<Settings, "TELEGRAM_BOT_TOKEN" | "TELEGRAM_API_BASE">;

/** Telegram by these settings; null where no bot is set. */
export function telegramApi({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_BASE }: TelegramSettings): TelegramApi | null {
  return token === undefined
    ? null
    : createTelegramApi({ token, base: TELEGRAM_API_BASE ?? "https://api.telegram.org" });
}

/** The bot's reader; a stand-in shows its chats at its own address. */
export function telegramTask(ctx: Ctx, settings: TelegramSettings): readonly LeasedTask[] {
  const api = telegramApi(settings);
  if (api === null) return [];
  const bot = createTelegramBot(
    api,
    settings.TELEGRAM_API_BASE === undefined ? "https://t.me/" : `${settings.TELEGRAM_API_BASE.replace(/\/+$/, "")}/`,
  );
  return [{ name: "telegram-bot", run: (signal) => runBot(ctx, bot, signal) }];
}
