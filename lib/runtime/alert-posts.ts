import type { AlertPost } from "@/lib/features/admin/tell-alerts";
import { createDiscordSender } from "@/lib/integrations/discord/discord-sender";
import { createTelegramSender } from "@/lib/integrations/telegram/telegram-sender";
import type { Ctx } from "@/lib/ports/ctx";
import type { Settings } from "./env.ts";
import { telegramApi } from "./worker/telegram.ts";

/** Where the operator wants alerts besides the admins' own notifications: DISCORD_WEBHOOK_URL, TELEGRAM_ADMIN_CHAT_ID. */
export function alertPosts(ctx: Pick<Ctx, "outgoing">, settings: Settings): readonly AlertPost[] {
  const { DISCORD_WEBHOOK_URL: url, TELEGRAM_ADMIN_CHAT_ID: chat } = settings;
  const telegram = chat === undefined ? null : telegramApi(settings);
  return [
    ...(url === undefined
      ? []
      : [
          {
            way: "discord" as const,
            sender: createDiscordSender(ctx.outgoing),
            target: { address: "settings", secret: { url } },
          },
        ]),
    ...(telegram === null || chat === undefined
      ? []
      : [
          { way: "telegram" as const, sender: createTelegramSender(telegram), target: { address: chat, secret: null } },
        ]),
  ];
}
