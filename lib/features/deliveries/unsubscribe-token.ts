import type { Ctx } from "@/lib/ports/ctx";

/** What a link at the foot of a message may stop, without signing in: these kinds on this channel and nothing else. */
export interface Unsubscription {
  readonly channelId: string;
  readonly events: readonly string[];
}

const BOUND_TO = "unsubscribe";

/** Sealed, so that nobody can make one up; it holds for as long as the key, since people unsubscribe from old mails. */
export function unsubscribeToken(ctx: Pick<Ctx, "seal">, of: Unsubscription): string {
  return ctx.seal.seal(JSON.stringify([of.channelId, ...of.events]), BOUND_TO);
}

/** @returns null for a token that is not ours */
export function readUnsubscribeToken(ctx: Pick<Ctx, "seal">, token: string): Unsubscription | null {
  try {
    const [channelId, ...events] = JSON.parse(ctx.seal.open(token, BOUND_TO)) as string[];
    return channelId === undefined ? null : { channelId, events };
  } catch {
    return null;
  }
}
