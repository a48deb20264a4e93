import { expect, it } from "vitest";
import { isDiscordWebhook } from "./discord-url.ts";

it.each([
  ["https://discord.com/api/webhooks/1099999999999999999/abcdefghij_KLMN-op", true],
  ["https://discordapp.com/api/v10/webhooks/1099999999999999999/abcdefghij_KLMN-op", true],
  ["https://ptb.discord.com/api/webhooks/1099999999999999999/abcdefghij_KLMN-op", true],
  ["http://discord.com/api/webhooks/1099999999999999999/abcdefghij_KLMN-op", false],
  ["https://discord.com.evil.example/api/webhooks/1099999999999999999/abcdefghij_KLMN-op", false],
  ["https://discord.com@evil.example/api/webhooks/1099999999999999999/abcdefghij_KLMN-op", false],
  ["https://discord.com/channels/1/2", false],
  ["https://discord.com:8443/api/webhooks/1099999999999999999/abcdefghij_KLMN-op", false],
])("takes %s for a Discord webhook: %s", (url, expected) => {
  expect(isDiscordWebhook(url)).toBe(expected);
});
