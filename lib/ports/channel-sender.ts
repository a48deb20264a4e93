import type { ChannelKind } from "@/lib/kernel/channel-kind";
import type { UtcMs } from "@/lib/kernel/time";

export { CHANNEL_KINDS, type ChannelKind } from "@/lib/kernel/channel-kind";

/** Where a message goes. */
export interface ChannelTarget {
  readonly channelId: string;
  readonly userId: string;
  readonly kind: ChannelKind;
  readonly address: string;
  /** What was sealed of the channel, opened; null where nothing is. Never to be logged. */
  readonly secret: unknown;
  /** The user's own zone, for times in words. */
  readonly timeZone: string;
}

/** One thing told. Texts are plain: each sender brings them into its own form and escapes what it must. */
export interface ToldItem {
  readonly event: string;
  readonly title: string;
  readonly body: string;
  /** A full address of ours, or null. */
  readonly link: string | null;
  readonly at: UtcMs;
  readonly signalId: string | null;
}

export interface OutgoingMessage extends ToldItem {
  /** Ours, the same at each repeat: the other end can tell a repeated message by it. */
  readonly id: string;
  readonly urgent: boolean;
  /** Of a digest: what was held, oldest first; title and body sum it up. Empty otherwise. */
  readonly items: readonly ToldItem[];
  /** Pages that stop this kind of message on this channel and change all of them, without signing in where the first is opened. */
  readonly unsubscribeUrl: string;
  readonly settingsUrl: string;
}

/**
 * retry: it may work later. throttled: the other end said when. gone: the target is no more (blocked, unsubscribed, unknown): its channel is
 * turned off. refused: this message will never be taken. `reason` is shown to people and must hold no secret.
 */
export type SendOutcome =
  | { readonly ok: true; readonly receipt: string }
  | {
      readonly ok: false;
      readonly kind: "retry" | "throttled" | "gone" | "refused";
      readonly reason: string;
      readonly retryAfterMs?: number;
    };

/** Speaks to one kind of channel. A throw counts as "retry" and its text goes to the log alone. */
export interface ChannelSender {
  readonly kind: ChannelKind;
  /** `signal` is aborted when time is up, when access ended meanwhile, or when the worker stops: then nothing more may leave. */
  send(target: ChannelTarget, message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome>;
}
