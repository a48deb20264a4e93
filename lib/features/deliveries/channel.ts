import type { ChannelKind } from "@/lib/kernel/channel-kind";

export { CHANNEL_WORDS } from "@/lib/kernel/channel-kind";

export type ChannelState = "ACTIVE" | "PAUSED" | "OFF";
export type DeliveryState = "QUEUED" | "SENT" | "FAILED" | "DEAD" | "SKIPPED";

export const DELIVERY_STATES = [
  "QUEUED",
  "SENT",
  "FAILED",
  "DEAD",
  "SKIPPED",
] as const satisfies readonly DeliveryState[];

/** Messages an hour that a new channel takes before the rest is held for a digest. Programs want each one: 0, no limit. */
export const FIRST_HOURLY_MAX: Readonly<Record<ChannelKind, number>> = {
  EMAIL: 20,
  TELEGRAM: 60,
  DISCORD: 60,
  WEB_PUSH: 30,
  WEBHOOK: 0,
};
