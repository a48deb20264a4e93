import { appendAudit } from "@/lib/features/accounts/audit";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { CHANNEL_WORDS } from "./channel.ts";
import { EVENT_KINDS, EVENT_WORDS } from "./event-kind.ts";
import { removeEvents } from "./grid-repository.ts";
import { getChannelLabel } from "./queries.ts";
import { readUnsubscribeToken } from "./unsubscribe-token.ts";

export interface Unsubscribed {
  /** `E-mail to ada@example.com` */
  readonly channel: string;
  /** What is not sent there any more, in words. */
  readonly kinds: readonly string[];
}

const NO_LINK = "This link is not complete. Copy the whole address from the mail.";

/** What a link would stop, for the page that asks first: programs that look through mail open every link. */
export async function readUnsubscribe(
  ctx: Pick<Ctx, "db" | "seal">,
  token: string,
): Promise<Result<Unsubscribed, "not_found">> {
  const of = readUnsubscribeToken(ctx, token);
  const channel = of === null ? null : await getChannelLabel(ctx.db, of.channelId);
  if (of === null || channel === null) return refuse("not_found", NO_LINK);
  return done({ channel: words(channel), kinds: kindsOf(of.events) });
}

/** Stops the kinds that a link names on its channel. A repeat changes nothing; whoever has the mail may do it, signed in or not. */
export async function unsubscribe(
  ctx: Pick<Ctx, "db" | "seal" | "clock" | "ids">,
  token: string,
  ip: string,
): Promise<Result<Unsubscribed, "not_found">> {
  const of = readUnsubscribeToken(ctx, token);
  if (of === null) return refuse("not_found", NO_LINK);
  const channel = await ctx.db.transaction(async (tx) => {
    const changed = await removeEvents(tx, of.channelId, of.events, ctx.clock.now());
    if (changed === null) return null;
    await appendAudit(tx, ctx, {
      actorId: null,
      action: "channel.unsubscribed",
      subject: "channel",
      subjectId: of.channelId,
      detail: { events: of.events.join(" ") },
      ip,
    });
    return changed;
  });
  if (channel === null) return refuse("not_found", NO_LINK);
  return done({ channel: words(channel), kinds: kindsOf(of.events) });
}

function words(channel: { readonly kind: keyof typeof CHANNEL_WORDS; readonly label: string }): string {
  return `${CHANNEL_WORDS[channel.kind]}: ${channel.label}`;
}

function kindsOf(events: readonly string[]): string[] {
  return EVENT_KINDS.filter((kind) => events.includes(kind)).map((kind) => EVENT_WORDS[kind]);
}
