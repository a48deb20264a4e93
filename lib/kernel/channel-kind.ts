export const CHANNEL_KINDS = ["EMAIL", "TELEGRAM", "DISCORD", "WEB_PUSH", "WEBHOOK"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** What people read. */
export const CHANNEL_WORDS: Readonly<Record<ChannelKind, string>> = {
  EMAIL: "E-mail",
  TELEGRAM: "Telegram",
  DISCORD: "Discord",
  WEB_PUSH: "Browser push",
  WEBHOOK: "Webhook",
};
