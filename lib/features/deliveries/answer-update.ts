import { liveStopText, stopTrading } from "@/lib/features/copies/stop-trading";
import { pauseCopying, resumeCopying } from "@/lib/features/subscriptions/pause-copying";
import { sessionlessActor } from "@/lib/kernel/actor";
import { MINUTE_MS } from "@/lib/kernel/time";
import type { BotUpdate, ChatBot } from "@/lib/ports/chat-bot";
import type { Ctx } from "@/lib/ports/ctx";
import { pnlText, positionsText } from "./bot-reports.ts";
import { findChatChannelIds, findLinkedChat, type LinkedChat } from "./link-repository.ts";
import { linkTelegramChat } from "./link-telegram.ts";
import { turnOff } from "./turn-off.ts";

const CONFIRM_WITHIN_MS = MINUTE_MS;
const COMMANDS =
  "/pnl today's result\n/positions what is open\n/pause copy nothing new\n/resume copy again\n/stop stop all copying";
const NOT_LINKED = "This chat is not linked. Open Settings, Notifications on the site and press Connect Telegram.";

/** Answers one update. It may come twice after a crash: every effect is one that a repeat does not change. */
export async function answerUpdate(ctx: Ctx, bot: ChatBot, update: BotUpdate): Promise<void> {
  switch (update.type) {
    case "blocked":
      for (const id of await findChatChannelIds(ctx.db, update.chatId))
        await turnOff(ctx, id, "You blocked or left the bot");
      return;
    case "press": {
      await bot.taken(update.pressId);
      const chat = await findLinkedChat(ctx.db, update.chatId);
      await bot.say(update.chatId, chat === null ? NOT_LINKED : await confirmed(ctx, chat, update.data));
      return;
    }
    case "text":
      return answerText(ctx, bot, update);
    case "other":
      return;
  }
}

async function answerText(ctx: Ctx, bot: ChatBot, update: Extract<BotUpdate, { type: "text" }>): Promise<void> {
  const { chatId } = update;
  const say = async (text: string): Promise<void> => void (await bot.say(chatId, text));
  // In a group anybody could stop somebody's trading.
  if (!update.isPrivate) return say("Write to me in a private chat.");
  const [command = "", argument = ""] = update.text.trim().split(/\s+/);
  const name = command.replace(/@\w+$/, "").toLowerCase();
  if (name === "/start" && argument !== "") {
    const userId = await linkTelegramChat(ctx, argument, update);
    if (userId !== null) return say(`Linked. From now on I tell you here what you chose on the site.\n\n${COMMANDS}`);
    const linked = await findLinkedChat(ctx.db, chatId);
    return say(
      linked === null
        ? "This code is wrong, used or older than 15 minutes. Get a new one under Settings, Notifications."
        : `This chat is linked already.\n\n${COMMANDS}`,
    );
  }
  const chat = await findLinkedChat(ctx.db, chatId);
  if (chat === null) return say(NOT_LINKED);
  switch (name) {
    case "/pnl":
      return say(await pnlText(ctx, chat.user.id, chat.user.timeZone));
    case "/positions":
      return say(await positionsText(ctx, chat.user.id));
    case "/pause":
      return ask(
        ctx,
        bot,
        chatId,
        "Pause? No new signal is copied until /resume. What is open runs on with its stops.",
        [["Pause", "pause"]],
      );
    case "/resume":
      return ask(ctx, bot, chatId, "Resume? What /pause set aside copies new signals again.", [["Resume", "resume"]]);
    case "/stop":
      return ask(
        ctx,
        bot,
        chatId,
        "Stop all copying? Each follow is switched to notify. Open positions can be closed at the market or kept with their stops.",
        [
          ["Stop and close all", "stop-close"],
          ["Stop, keep open ones", "stop-keep"],
        ],
      );
    default:
      return say(COMMANDS);
  }
}

/** Asks for a press within a minute: the buttons carry when they were shown. */
async function ask(
  ctx: Ctx,
  bot: ChatBot,
  chatId: string,
  text: string,
  choices: readonly (readonly [label: string, data: string])[],
): Promise<void> {
  const at = ctx.clock.now();
  await bot.say(chatId, text, [
    ...choices.map(([label, data]) => ({ label, data: `${data}:${at}` })),
    { label: "No", data: `no:${at}` },
  ]);
}

async function confirmed(ctx: Ctx, { user }: LinkedChat, data: string): Promise<string> {
  const [choice, shownAt = ""] = data.split(":");
  const age = ctx.clock.now() - Number(shownAt);
  if (choice === "no") return "Nothing was changed.";
  if (!(age >= 0 && age <= CONFIRM_WITHIN_MS)) return "That question is older than a minute. Send the command again.";
  switch (choice) {
    case "pause": {
      const count = await pauseCopying(ctx, user.id);
      return count === 0 ? "Nothing was copying." : `Paused: ${follows(count)}. No new signal is copied until /resume.`;
    }
    case "resume": {
      const count = await resumeCopying(ctx, user.id);
      return count === 0 ? "Nothing was paused." : `Resumed: ${follows(count)}.`;
    }
    case "stop-close":
    case "stop-keep": {
      const positions = choice === "stop-close" ? "close" : "keep";
      const { id: userId, ...rest } = user;
      const report = await stopTrading(ctx, sessionlessActor({ userId, ...rest }), { positions });
      return [
        `Copying is off: ${follows(report.followsStopped)} switched to notify.`,
        ...(report.closed.length > 0 ? [`Closed: ${report.closed.length}.`] : []),
        ...(report.kept.length > 0 ? [`Kept open: ${report.kept.length}, with their stops.`] : []),
        ...(report.live === null ? [] : [liveStopText(report.live, positions)]),
        ...report.failed.map(({ text }) => `Not closed: ${text}`),
      ].join("\n");
    }
    default:
      return "I do not know this button.";
  }
}

function follows(count: number): string {
  return `${count} ${count === 1 ? "follow" : "follows"}`;
}
