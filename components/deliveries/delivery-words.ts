import type { DeliveryState } from "@/lib/features/deliveries/channel";

export const STATE_WORDS: Readonly<Record<DeliveryState, string>> = {
  QUEUED: "Waiting",
  SENT: "Sent",
  FAILED: "Refused",
  DEAD: "Given up",
  SKIPPED: "Not sent on purpose",
};

export const STATE_TONES = {
  QUEUED: "neutral",
  SENT: "ok",
  FAILED: "bad",
  DEAD: "bad",
  SKIPPED: "neutral",
} as const satisfies Readonly<Record<DeliveryState, string>>;
