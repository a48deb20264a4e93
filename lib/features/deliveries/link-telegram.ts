import { createHash } from "node:crypto";
import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { MINUTE_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { closeChannel, upsertChannel } from "./channel-repository.ts";
import { insertLink, otherChannelsOf, useLink } from "./link-repository.ts";

const LINK_MINUTES = 15;
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

/** A code that links the chat it is sent from to the actor: once, within a quarter of an hour. Only its hash is kept. */
export async function startTelegramLink(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  actor: Pick<Actor, "userId">,
): Promise<{ readonly code: string; readonly expiresAt: UtcMs }> {
  // 16 of 31 signs: 79 bits.
  const code = [...ctx.ids.random(16)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
  const now = ctx.clock.now();
  const expiresAt = utcMs(now + LINK_MINUTES * MINUTE_MS);
  await ctx.db.transaction((tx) => insertLink(tx, { hash: hashOf(code), userId: actor.userId, expiresAt }, now));
  return { code, expiresAt };
}

/** Links a chat to whoever made the code; a chat that talked for someone else does so no longer. @returns the user's id, or null */
export function linkTelegramChat(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  code: string,
  chat: { readonly chatId: string; readonly name: string },
): Promise<string | null> {
  return ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const userId = await useLink(tx, hashOf(code), now);
    if (userId === null) return null;
    for (const id of await otherChannelsOf(tx, { kind: "TELEGRAM", address: chat.chatId }, userId)) {
      const owner = await closeChannel(tx, id, "The chat was linked to another account", now);
      if (owner !== null) await appendEvent(tx, now, { type: "channel.off", channelId: id, userId: owner });
    }
    await upsertChannel(
      tx,
      {
        id: ctx.ids.make("channel"),
        userId,
        kind: "TELEGRAM",
        address: chat.chatId,
        label: chat.name === "" ? "Telegram chat" : `Chat with ${chat.name}`,
        sealed: null,
        verified: true,
      },
      now,
    );
    return userId;
  });
}

function hashOf(code: string): string {
  return createHash("sha256").update(`telegram:${code}`).digest("hex");
}
