import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTelegramStandIn, type TelegramStandIn } from "@/lib/integrations/local/telegram/start-telegram-stand-in";
import { utcMs } from "@/lib/kernel/time";
import type { OutgoingMessage } from "@/lib/ports/channel-sender";
import { createTelegramApi } from "./telegram-api.ts";
import { createTelegramBot } from "./telegram-bot.ts";
import { createTelegramSender } from "./telegram-sender.ts";

const TOKEN = "4711:canary-of-telegram";
let server: TelegramStandIn;
beforeAll(async () => {
  server = await startTelegramStandIn({ port: 0, token: TOKEN });
});
afterAll(() => server.close());
beforeEach(() => {
  server.chats.messages.length = 0;
  server.chats.troubles.length = 0;
});

const target = {
  channelId: "chn_1",
  userId: "usr_1",
  kind: "TELEGRAM" as const,
  address: "42",
  secret: null,
  timeZone: "UTC",
};
const message: OutgoingMessage = {
  id: "dlv_1",
  event: "signal",
  title: "New signal: long BTC/USDT",
  body: "Tom & Co · <entry> 42,285",
  link: "http://localhost:3000/signals/sig_1",
  at: utcMs(0),
  signalId: "sig_1",
  urgent: false,
  items: [],
  unsubscribeUrl: "",
  settingsUrl: "",
};
const never = new AbortController().signal;
const sender = (token = TOKEN, base = server.url) => createTelegramSender(createTelegramApi({ token, base }));

describe("messages by Telegram", () => {
  it("arrive escaped, with their link and a receipt", async () => {
    const outcome = await sender().send(target, message, never);
    const [said] = server.chats.messages;
    expect(outcome).toEqual({ ok: true, receipt: `message ${said?.message_id}` });
    expect(said).toMatchObject({
      chat_id: "42",
      text: '<a href="http://localhost:3000/signals/sig_1"><b>New signal: long BTC/USDT</b></a>\nTom &amp; Co · &lt;entry&gt; 42,285',
    });
  });

  it("of a digest stay below Telegram's limit and say how many are left out", async () => {
    const items = Array.from({ length: 50 }, (_, at) => ({ ...message, title: `Signal ${at} ${"&".repeat(60)}` }));
    expect(
      await sender().send(target, { ...message, title: "50 messages were held for you", items }, never),
    ).toMatchObject({ ok: true });
    expect(server.chats.messages[0]?.text).toMatch(/… and \d+ more on the site$/);
  });

  it.each([
    [
      { status: 429, description: "Too Many Requests", retryAfterSec: 7 },
      { kind: "throttled", retryAfterMs: 7_000 },
    ],
    [
      { status: 502, description: "Bad Gateway" },
      { kind: "retry", reason: "Telegram failed (502)" },
    ],
    [{ status: 400, description: "Bad Request: chat not found" }, { kind: "gone" }],
    [{ status: 400, description: "Bad Request: can't parse entities" }, { kind: "refused" }],
  ])("meeting %o are %o", async (trouble, expected) => {
    server.chats.troubles.push(trouble);
    expect(await sender().send(target, message, never)).toMatchObject({ ok: false, ...expected });
  });

  it("to a chat that blocked the bot are gone", async () => {
    server.chats.block("13");
    const outcome = await sender().send({ ...target, address: "13" }, message, never);
    expect(outcome).toEqual({ ok: false, kind: "gone", reason: "You blocked or left the bot" });
  });

  it("that hang end with the signal, and a bot that nobody knows or a dead server may work later; none says the token", async () => {
    server.chats.troubles.push({ status: 200, delayMs: 3_000 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const begun = performance.now();
    const outcomes = [
      await sender().send(target, message, stop.signal),
      await sender("1:wrong-canary").send(target, message, never),
      await sender(TOKEN, "http://127.0.0.1:9").send(target, message, never),
    ];
    expect(performance.now() - begun).toBeLessThan(2_500);
    expect(outcomes.map((outcome) => !outcome.ok && outcome.kind)).toEqual(["retry", "retry", "retry"]);
    expect(JSON.stringify(outcomes)).not.toContain("canary");
  });
});

describe("the bot", () => {
  it("reads what is written, pressed and blocked from a number on, and throws without a word of its token", async () => {
    const bot = createTelegramBot(createTelegramApi({ token: TOKEN, base: server.url }), "https://t.me/");
    expect(await bot.address()).toBe("https://t.me/heliograph_sandbox_bot");
    const before = await bot.updates(0n, 0, never);
    const from = BigInt((before.at(-1)?.number ?? 0) + 1);
    const waiting = bot.updates(from, 5, never);
    server.chats.write("42", "/pnl");
    expect(await waiting).toMatchObject([{ type: "text", chatId: "42", text: "/pnl", isPrivate: true, name: "Ada" }]);
    server.chats.press("42", "stop-keep:1");
    server.chats.block("42");
    expect(await bot.updates(from + 1n, 0, never)).toMatchObject([
      { type: "press", chatId: "42", data: "stop-keep:1" },
      { type: "blocked", chatId: "42" },
    ]);
    expect(await bot.say("42", "hello")).toBe(false);
    const lost = createTelegramBot(createTelegramApi({ token: TOKEN, base: "http://127.0.0.1:9" }), "https://t.me/");
    const error = await lost.updates(0n, 0, never).catch((cause: unknown) => cause);
    expect(String(error)).toBe("Error: Telegram's getUpdates failed: no answer");
    expect(error instanceof Error ? (error.stack ?? "") + String(error.cause) : "").not.toContain("canary");
  });
});
