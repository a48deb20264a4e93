import type { ChatBot } from "@/lib/ports/chat-bot";
import type { Ctx } from "@/lib/ports/ctx";
import { answerUpdate } from "./answer-update.ts";
import { readBotCursor, saveBotAddress, saveBotCursor } from "./link-repository.ts";

/** Names its row: the bot of another token has other numbers, but Telegram never gives out old ones. */
const BOT = "telegram";
const WAIT_SEC = 25;
const PAUSE_MS = 3_000;

/**
 * Reads what people write to the bot and answers, until `signal` is aborted. One process at a time (Leases): Telegram refuses a second
 * reader. The number is kept after each answer, so a crash asks for the last one again.
 */
export async function runBot(ctx: Ctx, bot: ChatBot, signal: AbortSignal): Promise<void> {
  let known = false;
  while (!signal.aborted) {
    try {
      if (!known) {
        await saveBotAddress(ctx.db, BOT, await bot.address());
        known = true;
      }
      await answerNext(ctx, bot, WAIT_SEC, signal);
    } catch (error) {
      if (signal.aborted) return;
      ctx.log.warn({ err: error }, "the bot could not be read");
      await rest(PAUSE_MS, signal);
    }
  }
}

/** One look at the updates. One that cannot be answered is logged and passed: it must not hold up the next ones for good. */
export async function answerNext(ctx: Ctx, bot: ChatBot, waitSec: number, signal: AbortSignal): Promise<void> {
  for (const update of await bot.updates(await readBotCursor(ctx.db, BOT), waitSec, signal)) {
    await answerUpdate(ctx, bot, update).catch((error: unknown) =>
      ctx.log.error({ err: error, update: update.type }, "the bot could not answer"),
    );
    await saveBotCursor(ctx.db, BOT, BigInt(update.number) + 1n);
  }
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
