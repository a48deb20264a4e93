import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { findOwnChannel } from "./channel-repository.ts";
import { insertDirect } from "./repository.ts";

/** Queues a test message to an own channel: it goes the way of every other one, at once, whatever grid, hours and limits say. */
export async function sendTest(
  ctx: Ctx,
  actor: Actor,
  channelId: string,
): Promise<Result<null, "not_found" | "conflict">> {
  const channel = await findOwnChannel(ctx.db, actor.userId, channelId);
  if (channel === null) return refuse("not_found", "There is no such channel.");
  if (channel.state !== "ACTIVE") return refuse("conflict", "The channel is off. Turn it on first.");
  const test = {
    channelId,
    subject: `test:${ctx.ids.make("notification")}`,
    event: "test",
    title: "Test message",
    body: "You asked for it in your settings: Heliograph reaches you here.",
    link: "/settings/notifications",
  };
  await insertDirect(ctx.db, [test], ctx.clock.now());
  return done(null);
}
