import type { ChannelKind } from "@/lib/ports/channel-sender";

/** The columns of the grid: what a user may be told of. A notification's kind is one of these. */
export const EVENT_KINDS = ["signal", "copy", "failure", "billing", "security", "pnl", "system", "alert"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** `test` is what "send test" sends: in no grid, always on. */
export type DeliveryEvent = EventKind | "test";

export const EVENT_WORDS: Readonly<Record<DeliveryEvent, string>> = {
  signal: "Signals",
  copy: "My copies",
  failure: "Trading failures",
  billing: "Billing",
  security: "Security",
  pnl: "Daily P&L",
  system: "News of the site",
  alert: "Operations",
  test: "Test",
};

const URGENT: readonly DeliveryEvent[] = ["failure", "security", "alert", "test"];

/** Passes quiet hours and limits: it cannot wait, or its reader has just asked for it. */
export function isUrgent(event: DeliveryEvent): boolean {
  return URGENT.includes(event);
}

/** The kinds that pass quiet hours and limits, for statements. */
export const URGENT_EVENTS: readonly string[] = URGENT;

/** What a new channel of a kind tells until its owner says otherwise: mail only what he would miss, the rest what he asked it for. */
export function firstEvents(kind: ChannelKind): readonly EventKind[] {
  if (kind === "EMAIL") return ["failure", "billing", "security", "pnl"];
  if (kind === "WEBHOOK") return ["signal", "copy", "failure"];
  return ["signal", "copy", "failure", "security"];
}

/** Kinds offered to somebody: operations are for admins. */
export function offeredEvents(isAdmin: boolean): readonly EventKind[] {
  return EVENT_KINDS.filter((event) => event !== "alert" || isAdmin);
}
