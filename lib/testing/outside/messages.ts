import { utcMs } from "@/lib/kernel/time";
import type { ChannelTarget, OutgoingMessage } from "@/lib/ports/channel-sender";

/** A message about a signal, as the engine hands it to a sender. */
export function messageOf(changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    id: "msg_00000000000000000000000001",
    event: "signal",
    title: "New signal: long BTC/USDT",
    body: "Meridian Trend · entry 42,285, stop 41,000",
    link: "http://localhost:3000/signals/sig_1",
    at: utcMs(Date.parse("2026-11-21T12:00:00.000Z")),
    signalId: "sig_1",
    urgent: false,
    items: [],
    unsubscribeUrl: "http://localhost:3000/unsubscribe/x",
    settingsUrl: "http://localhost:3000/settings/notifications",
    ...changes,
  };
}

export function targetOf(kind: ChannelTarget["kind"], secret: unknown): ChannelTarget {
  return { channelId: "chn_1", userId: "usr_1", kind, address: "hash", secret, timeZone: "UTC" };
}
