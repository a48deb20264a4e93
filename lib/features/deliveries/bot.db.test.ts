import { describe, expect, it } from "vitest";
import { onSignalEvent as copySignalEvent } from "@/lib/features/copies/on-signal-event";
import { MINUTE_MS, SECOND_MS } from "@/lib/kernel/time";
import type { BotButton, BotUpdate, ChatBot } from "@/lib/ports/chat-bot";
import { testDb } from "@/lib/testing/test-db";
import { holdForReal, stage } from "./deliveries.fixture.ts";
import { startTelegramLink } from "./link-telegram.ts";
import { answerNext } from "./run-bot.ts";

const db = testDb();
const never = new AbortController().signal;
let last = 0;

/** Someone at the other end of a chat: what he writes and presses, what he is told. */
class Chat implements ChatBot {
  readonly told: { text: string; buttons: readonly BotButton[] }[] = [];
  #waiting: BotUpdate[] = [];
  constructor(
    private readonly ctx: Parameters<typeof answerNext>[0],
    readonly chatId: string,
  ) {}
  updates(from: bigint): Promise<readonly BotUpdate[]> {
    const news = this.#waiting.filter(({ number }) => BigInt(number) >= from);
    this.#waiting = [];
    return Promise.resolve(news);
  }
  say(_chatId: string, text: string, buttons: readonly BotButton[] = []): Promise<boolean> {
    this.told.push({ text, buttons });
    return Promise.resolve(true);
  }
  taken(): Promise<void> {
    return Promise.resolve();
  }
  address(): Promise<string> {
    return Promise.resolve("https://t.me/test");
  }
  async write(text: string, isPrivate = true): Promise<string> {
    last += 1;
    this.#waiting.push({ type: "text", number: last, chatId: this.chatId, isPrivate, name: "Ada", text });
    return this.#answer();
  }
  async press(label: string): Promise<string> {
    last += 1;
    const data = this.told.at(-1)?.buttons.find((button) => button.label === label)?.data ?? "";
    this.#waiting.push({ type: "press", number: last, chatId: this.chatId, pressId: "p", data });
    return this.#answer();
  }
  async block(): Promise<void> {
    last += 1;
    this.#waiting.push({ type: "blocked", number: last, chatId: this.chatId });
    await answerNext(this.ctx, this, 0, never);
  }
  async #answer(): Promise<string> {
    await answerNext(this.ctx, this, 0, never);
    return this.told.at(-1)?.text ?? "";
  }
}

describe("the Telegram bot", () => {
  it("links a chat by a code that works once, for 15 minutes, in a private chat, the newest one alone", async () => {
    const { scene, ctx } = await stage(db);
    const { userId } = await scene.follower();
    const chat = new Chat(ctx, "1001");
    expect(await chat.write("/pnl")).toMatch(/^This chat is not linked/);
    const replaced = await startTelegramLink(ctx, { userId });
    const late = await startTelegramLink(ctx, { userId });
    expect(await chat.write(`/start ${replaced.code}`)).toMatch(/^This code is wrong, used or older/);
    ctx.clock.advance(15 * MINUTE_MS);
    expect(await chat.write(`/start ${late.code}`)).toMatch(/^This code is wrong, used or older/);
    const { code } = await startTelegramLink(ctx, { userId });
    expect(await chat.write(`/start ${code}`, false)).toBe("Write to me in a private chat.");
    expect(await chat.write(`/start ${code}`)).toMatch(/^Linked\./);
    expect(await new Chat(ctx, "1002").write(`/start ${code}`)).toMatch(/^This code is wrong/);
    expect(await ctx.db.channel.findMany({ where: { userId, kind: "TELEGRAM" } })).toMatchObject([
      { address: "1001", label: "Chat with Ada", state: "ACTIVE" },
    ]);
    expect(JSON.stringify(await ctx.db.channelLink.findMany())).not.toContain(code);
  });

  it("moves a chat to who links it last, and turns it off when the bot is blocked", async () => {
    const { scene, ctx } = await stage(db);
    const [first, second] = [await scene.follower(), await scene.follower()];
    const chat = new Chat(ctx, "2001");
    for (const { userId } of [first, second])
      await chat.write(`/start ${(await startTelegramLink(ctx, { userId })).code}`);
    const states = async () =>
      (await ctx.db.channel.findMany({ where: { address: "2001" }, orderBy: { createdAt: "asc" } })).map(
        (c) => c.state,
      );
    expect((await states()).toSorted()).toEqual(["ACTIVE", "OFF"]);
    await chat.block();
    expect(await states()).toEqual(["OFF", "OFF"]);
  });

  it("tells of the account and stops, pauses and resumes copying only after a press within a minute", async () => {
    const { scene, ctx } = await stage(db);
    const { userId, followId } = await scene.follower();
    scene.quote("42280", "42285");
    const signalId = await scene.open();
    await copySignalEvent(ctx, { strategyId: scene.strategyId, seq: scene.seq, signalId });
    const chat = new Chat(ctx, "3001");
    await chat.write(`/start ${(await startTelegramLink(ctx, { userId })).code}`);
    const mode = async () => (await ctx.db.follow.findUniqueOrThrow({ where: { id: followId } })).mode;

    expect(await chat.write("/positions")).toBe(
      "Long BTC/USDT on paper: 0.02364 at 42,285, stop 41,000, \u22121.12 USDT",
    );
    scene.quote("42280", "42285", "BTC/EUR");
    await ctx.db.position.updateMany({ where: { userId }, data: { symbol: "BTC/EUR" } });
    expect(await chat.write("/positions")).toMatch(/^Long BTC\/EUR on paper: .*, \u22121\.12 EUR$/);
    await ctx.db.position.updateMany({ where: { userId }, data: { symbol: "BTC/USDT" } });
    const real = await holdForReal(ctx, userId);
    expect(await chat.write("/positions")).toContain("Long BTC/USDT live: 0.001 at 42,000, +0.24 USDT");
    await ctx.db.position.update({ where: { id: real }, data: { state: "CLOSED" } });
    expect(await chat.write("/pnl@heliograph_bot")).toContain("Open now: \u22120.12 USDT in 1 position");
    await chat.write("/pause");
    expect(await mode()).toBe("PAPER");
    expect(await chat.press("Pause")).toBe("Paused: 1 follow. No new signal is copied until /resume.");
    expect(await mode()).toBe("NOTIFY");
    await chat.write("/resume");
    expect(await chat.press("Resume")).toBe("Resumed: 1 follow.");
    expect(await mode()).toBe("PAPER");

    await chat.write("/stop");
    ctx.clock.advance(61 * SECOND_MS);
    expect(await chat.press("Stop and close all")).toBe(
      "That question is older than a minute. Send the command again.",
    );
    expect(await mode()).toBe("PAPER");
    await chat.write("/stop");
    expect(await chat.press("No")).toBe("Nothing was changed.");
    await chat.write("/stop");
    scene.quote("42280", "42285");
    expect(await chat.press("Stop and close all")).toBe("Copying is off: 1 follow switched to notify.\nClosed: 1.");
    expect(await mode()).toBe("NOTIFY");
    expect(await chat.write("/positions")).toBe("Nothing is open.");
    await chat.write("/resume");
    expect(await chat.press("Resume")).toBe("Nothing was paused.");
  });
});
